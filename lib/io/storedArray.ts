/** Element types that files hold and arrays have; 64-bit integers keep their exact type. */
export type StoredData =
  | Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array
  | Int8Array | Uint8Array | BigInt64Array | BigUint64Array; // prettier-ignore

/** An array as files hold it: extents, outermost first (none for a single number), and elements in row-major order. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: StoredData;
  /** whether the elements are truth values: a Uint8Array of 0 and 1 */
  readonly boolean?: boolean;
}

/** Most axes an array in a file can have, as in NumPy 2. */
export const MOST_AXES = 64;

/** The number of elements of a shape, or null if an extent or that number is no integer from 0 to 2⁵³ − 1. */
export function elementsOf(shape: readonly number[]): number | null {
  if (shape.length > MOST_AXES) return null;
  let count = 1;
  for (const extent of shape) {
    if (!Number.isSafeInteger(extent) || extent < 0) return null;
    count *= extent;
  }
  return Number.isSafeInteger(count) ? count : null;
}

/**
 * The elements as binary64 (the array's own where they are). A 64-bit integer beyond ±(2⁵³ − 1) is a
 * RangeError.
 */
export function toFloat64({ data }: StoredArray): Float64Array {
  if (data instanceof Float64Array) return data;
  const out = new Float64Array(data.length);
  if (!(data instanceof BigInt64Array || data instanceof BigUint64Array)) {
    out.set(data);
    return out;
  }
  for (let k = 0; k < data.length; k++) {
    out[k] = Number(data[k]);
    if (!Number.isSafeInteger(out[k])) {
      throw new RangeError(
        `array: expected integers within ±(2^53 − 1) to turn into float64, got ${data[k]} at element ${k}`,
      );
    }
  }
  return out;
}

/** How a typed array's elements look in bytes. */
interface Layout {
  readonly bytes: number;
  readonly over: (buffer: ArrayBuffer) => StoredData;
}

/** Layouts by NumPy's letter and size. */
export const layouts: Readonly<Record<string, Layout>> = {
  f8: { bytes: 8, over: (buffer) => new Float64Array(buffer) },
  f4: { bytes: 4, over: (buffer) => new Float32Array(buffer) },
  i8: { bytes: 8, over: (buffer) => new BigInt64Array(buffer) },
  u8: { bytes: 8, over: (buffer) => new BigUint64Array(buffer) },
  i4: { bytes: 4, over: (buffer) => new Int32Array(buffer) },
  u4: { bytes: 4, over: (buffer) => new Uint32Array(buffer) },
  i2: { bytes: 2, over: (buffer) => new Int16Array(buffer) },
  u2: { bytes: 2, over: (buffer) => new Uint16Array(buffer) },
  i1: { bytes: 1, over: (buffer) => new Int8Array(buffer) },
  u1: { bytes: 1, over: (buffer) => new Uint8Array(buffer) },
  b1: { bytes: 1, over: (buffer) => new Uint8Array(buffer) },
};

/** NumPy's letter and size for an array's elements. */
export function kindOf({ data, boolean }: StoredArray): string {
  if (boolean === true) return 'b1';
  const name = data[Symbol.toStringTag];
  const letter = name.startsWith('Float') ? 'f' : name.includes('Uint') ? 'u' : 'i';
  return `${letter}${data.BYTES_PER_ELEMENT}`;
}

/** `count` elements of layout `kind` from byte `offset` of `bytes`; the caller has checked the range. */
export function decodeElements(
  bytes: Uint8Array,
  offset: number,
  count: number,
  kind: string,
  little = true,
): StoredData {
  const { bytes: size, over } = layouts[kind];
  const own = new Uint8Array(count * size);
  own.set(bytes.subarray(offset, offset + own.length));
  if (little !== hostIsLittle) reverseEach(own, size);
  return over(own.buffer);
}

/** The elements as little-endian bytes. */
export function encodeElements(data: StoredData): Uint8Array {
  const bytes = new Uint8Array(data.byteLength);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (!hostIsLittle) reverseEach(bytes, data.BYTES_PER_ELEMENT);
  return bytes;
}

const hostIsLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function reverseEach(bytes: Uint8Array, size: number): void {
  for (let k = 0; k < bytes.length; k += size) bytes.subarray(k, k + size).reverse();
}

/** The first element that is neither 0 nor 1, or −1. */
export function firstNonBoolean(data: StoredData): number {
  for (let k = 0; k < data.length; k++) if (data[k] !== 0 && data[k] !== 1) return k;
  return -1;
}

/** Why an array cannot be written, or null: its shape, its elements' number, or truth values beside 0 and 1. */
export function whyNotWritable(array: StoredArray): string | null {
  const { shape, data, boolean } = array;
  if (elementsOf(shape) !== data.length) {
    return `expected as many elements as shape [${shape.join(', ')}] has, got ${data.length}`;
  }
  if (boolean === true && !(data instanceof Uint8Array && firstNonBoolean(data) === -1)) {
    return 'expected truth values as a Uint8Array of 0 and 1, got others';
  }
  return null;
}

/** Text from a damaged file for use in a sentence: in quotes, one line, at most 40 characters. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
