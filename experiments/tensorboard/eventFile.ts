import { crc32c } from './crc32c.js';

/** Scalars of one step, by their tag. */
export interface ScalarEvent {
  /** seconds since 1970 */
  readonly wallTime: number;
  readonly step: number;
  /** TensorBoard keeps them as binary32 */
  readonly scalars: Readonly<Record<string, number>>;
}

/**
 * A TensorBoard event file: a TFRecord (length and data, either with a masked CRC-32C) for each of the protocol
 * buffers `Event`, the first of which states the version (tensorflow/core/util/event.proto).
 */
export function encodeEventFile(events: readonly ScalarEvent[]): Uint8Array {
  const version = message([
    double(1, events[0]?.wallTime ?? 0),
    bytes(3, new TextEncoder().encode('brain.Event:2')),
  ]);
  return Buffer.concat([version, ...events.map(encodeEvent)].map(record));
}

/** Event: wall_time = 1, step = 2, summary = 5; Summary: value = 1; Value: tag = 1, simple_value = 2. */
function encodeEvent({ wallTime, step, scalars }: ScalarEvent): Uint8Array {
  const values = Object.entries(scalars).map(([tag, value]) =>
    bytes(1, message([bytes(1, new TextEncoder().encode(tag)), float(2, value)])),
  );
  return message([double(1, wallTime), integer(2, step), bytes(5, message(values))]);
}

function record(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(out.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc(out.subarray(0, 8)), true);
  out.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(data), true);
  return out;
}

/** Rotated right by 15 bits, plus a constant: a checksum of data that holds its own would be weak. */
function maskedCrc(data: Uint8Array): number {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/* Protocol buffers: a field is its number and wire type (0 varint, 1 eight bytes, 2 counted bytes, 5 four bytes). */

function message(fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function key(field: number, wire: number): number[] {
  return [(field << 3) | wire];
}

function varint(value: number): number[] {
  const out: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) out.push((value % 0x80) | 0x80);
  return [...out, value];
}

function integer(field: number, value: number): Uint8Array {
  return Uint8Array.from([...key(field, 0), ...varint(value)]);
}

function bytes(field: number, data: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.from([...key(field, 2), ...varint(data.length)]), data]);
}

function double(field: number, value: number): Uint8Array {
  const out = Uint8Array.from([...key(field, 1), ...new Uint8Array(8)]);
  new DataView(out.buffer).setFloat64(1, value, true);
  return out;
}

function float(field: number, value: number): Uint8Array {
  const out = Uint8Array.from([...key(field, 5), ...new Uint8Array(4)]);
  new DataView(out.buffer).setFloat32(1, value, true);
  return out;
}
