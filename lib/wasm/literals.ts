import { signedLeb128 } from './leb128.js';
import type { Literal } from './syntax.js';

function bytesOf(length: number, write: (view: DataView) => void): number[] {
  const view = new DataView(new ArrayBuffer(length));
  write(view);
  return [...new Uint8Array(view.buffer)];
}

/** An integer of `bits` bits, given as signed or as unsigned, brought to the signed one. */
function wrapInteger(bits: number, value: number | bigint): bigint {
  const exact = typeof value === 'bigint' || Number.isInteger(value) ? BigInt(value) : null;
  const end = 1n << BigInt(bits);
  if (exact === null || exact < -end / 2n || exact >= end) {
    throw new RangeError(
      `integer constant: expected an integer of ${bits} bits, from ${-end / 2n} to ${end - 1n}, got ${value}; round or wrap it first`,
    );
  }
  return BigInt.asIntN(bits, exact);
}

/** The text format's number (core spec 2.0, 6.3.2), which reads back to the same bits. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** IEEE 754 bits, little endian (5.2.3); every NaN becomes the canonical one (2.2.3). */
export function f64Literal(value: number): Literal {
  const bytes = bytesOf(8, (view) => {
    if (Number.isNaN(value)) view.setBigUint64(0, 0x7ff8n << 48n, true);
    else view.setFloat64(0, value, true);
  });
  return { text: floatText(value), bytes };
}

/** The same of the binary32 nearest to `value`. */
export function f32Literal(value: number): Literal {
  const bytes = bytesOf(4, (view) => {
    if (Number.isNaN(value)) view.setUint32(0, 0x7fc00000, true);
    else view.setFloat32(0, value, true);
  });
  return { text: floatText(Math.fround(value)), bytes };
}

export function i32Literal(value: number): Literal {
  const wrapped = wrapInteger(32, value);
  return { text: `${wrapped}`, bytes: signedLeb128(wrapped) };
}

export function i64Literal(value: bigint): Literal {
  const wrapped = wrapInteger(64, value);
  return { text: `${wrapped}`, bytes: signedLeb128(wrapped) };
}

/** An integer lane of a vector constant: fixed length, little endian. */
export function laneLiteral(bytes: number, value: number | bigint): Literal {
  const wrapped = wrapInteger(8 * bytes, value);
  const word = bytesOf(8, (view) => view.setBigInt64(0, wrapped, true));
  return { text: `${wrapped}`, bytes: word.slice(0, bytes) };
}
