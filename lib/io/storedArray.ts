/** Element types that files hold and arrays have; 64-bit integers keep their exact type. */
export type StoredData =
  | Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array
  | Int8Array | Uint8Array | BigInt64Array | BigUint64Array; // prettier-ignore

/** An array as files hold it: extents, outermost first, and elements in row-major order. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: StoredData;
}

/** The number of elements of a shape; a RangeError if that is not a safe integer. */
export function elementsOf(shape: readonly number[]): number {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (
    !Number.isSafeInteger(count) ||
    shape.some((extent) => !Number.isSafeInteger(extent) || extent < 0)
  ) {
    throw new RangeError(
      `array: expected extents that are integers ≥ 0, got [${shape.join(', ')}]`,
    );
  }
  return count;
}

/** The elements as binary64; a 64-bit integer beyond ±2⁵³ is a RangeError. */
export function toFloat64({ data }: StoredArray): Float64Array {
  if (data instanceof Float64Array) return data;
  if (!(data instanceof BigInt64Array || data instanceof BigUint64Array))
    return Float64Array.from(data);
  return Float64Array.from(data as unknown as ArrayLike<bigint>, (value, k) => {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) {
      throw new RangeError(`array: element ${k}, ${value}, is not a binary64 number without loss`);
    }
    return number;
  });
}

/** How a typed array's elements look in bytes. */
interface Layout {
  readonly bytes: number;
  readonly read: (view: DataView, offset: number, little: boolean) => number | bigint;
  readonly create: (length: number) => StoredData;
}

/** Layouts by NumPy's letter and size. */
export const layouts: Readonly<Record<string, Layout>> = {
  f8: { bytes: 8, read: (v, o, e) => v.getFloat64(o, e), create: (n) => new Float64Array(n) },
  f4: { bytes: 4, read: (v, o, e) => v.getFloat32(o, e), create: (n) => new Float32Array(n) },
  i8: { bytes: 8, read: (v, o, e) => v.getBigInt64(o, e), create: (n) => new BigInt64Array(n) },
  u8: { bytes: 8, read: (v, o, e) => v.getBigUint64(o, e), create: (n) => new BigUint64Array(n) },
  i4: { bytes: 4, read: (v, o, e) => v.getInt32(o, e), create: (n) => new Int32Array(n) },
  u4: { bytes: 4, read: (v, o, e) => v.getUint32(o, e), create: (n) => new Uint32Array(n) },
  i2: { bytes: 2, read: (v, o, e) => v.getInt16(o, e), create: (n) => new Int16Array(n) },
  u2: { bytes: 2, read: (v, o, e) => v.getUint16(o, e), create: (n) => new Uint16Array(n) },
  i1: { bytes: 1, read: (v, o) => v.getInt8(o), create: (n) => new Int8Array(n) },
  u1: { bytes: 1, read: (v, o) => v.getUint8(o), create: (n) => new Uint8Array(n) },
  b1: { bytes: 1, read: (v, o) => v.getUint8(o), create: (n) => new Uint8Array(n) },
};

/** `count` elements of layout `kind` from byte `offset` of `bytes`; the caller has checked the range. */
export function decodeElements(
  bytes: Uint8Array,
  offset: number,
  count: number,
  kind: string,
  little = true,
): StoredData {
  const { bytes: size, read, create } = layouts[kind];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = create(count);
  for (let k = 0; k < count; k++) out[k] = read(view, offset + k * size, little) as never;
  return out;
}

/** The elements as little-endian bytes. */
export function encodeElements(data: StoredData): Uint8Array {
  const bytes = new Uint8Array(data.byteLength);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  const size = data.BYTES_PER_ELEMENT;
  if (!littleEndian)
    for (let k = 0; k < bytes.length; k += size) bytes.subarray(k, k + size).reverse();
  return bytes;
}

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** NumPy's letter and size for a typed array. */
export function kindOf(data: StoredData): string {
  const letter =
    data instanceof Float64Array || data instanceof Float32Array
      ? 'f'
      : data instanceof Uint8Array ||
          data instanceof Uint16Array ||
          data instanceof Uint32Array ||
          data instanceof BigUint64Array
        ? 'u'
        : 'i';
  return `${letter}${data.BYTES_PER_ELEMENT}`;
}
