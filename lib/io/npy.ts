import { parseNpyHeader } from './npyHeader.js';
import {
  decodeElements, elementsOf, encodeElements, firstNonBoolean, kindOf, layouts, quote, whyNotWritable,
  type StoredArray, type StoredData,
} from './storedArray.js'; // prettier-ignore

/** Longest header that is read; one of 64 axes takes less than 2 kB. */
const HEADER_LIMIT = 1 << 20;
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Where the elements of a `.npy` file lie, and what they are. */
export interface NpyLayout {
  /** NumPy's letter and size of the elements, such as f8 */
  readonly kind: string;
  readonly little: boolean;
  /** whether the elements are in column-major order */
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** elements in all */
  readonly count: number;
  /** the first byte of the elements */
  readonly start: number;
}

/** As many bytes as can be needed of a file's beginning to read its layout. */
export const NPY_HEADER_BYTES = HEADER_LIMIT + 12;

/**
 * Reads the header of a NumPy `.npy` file of `size` bytes, format versions 1 to 3 (numpy.lib.format), from its
 * beginning: floats of 4 and 8 bytes, integers of 1 to 8 and booleans, both byte orders. Anything else, and a size
 * that is not the elements', is an Error that says what and where.
 */
export function readNpyLayout(beginning: Uint8Array, size: number): NpyLayout {
  const { text, start, end } = headerText(beginning, size);
  const { descr, fortran, shape } = parseNpyHeader(text, start);
  const [, order, kind] = /^([<>|=])([fiub][1248])$/.exec(descr) ?? [];
  // '=' is the byte order of the machine that wrote the file, which the file does not tell.
  if (kind === undefined || !Object.hasOwn(layouts, kind) || (order === '=' && kind[1] !== '1')) {
    throw new Error(
      `npy: expected an element type of ${Object.keys(layouts).join(', ')} after < or > in the header, got ${quote(descr)}`,
    );
  }
  const count = elementsOf(shape);
  const bytes = count === null ? null : count * layouts[kind].bytes;
  if (count === null || bytes !== size - end) {
    throw new Error(
      `npy: expected ${bytes ?? 'a possible number of'} bytes of ${kind} for shape ${quote(`(${shape.join(', ')})`)} ` +
        `from byte ${end}, got ${size - end}`,
    );
  }
  return { kind, little: order !== '>', fortran, shape, count, start: end };
}

/**
 * Reads a NumPy `.npy` file as `readNpyLayout` says; Fortran order is turned into row-major. Truth values beside 0
 * and 1 are an Error too. Allocates at most three times the file's size.
 */
export function readNpy(bytes: Uint8Array): StoredArray {
  const { kind, little, fortran, shape, count, start } = readNpyLayout(bytes, bytes.length);
  const stored = decodeElements(bytes, start, count, kind, little);
  const wrong = kind === 'b1' ? firstNonBoolean(stored) : -1;
  if (wrong !== -1) {
    throw new Error(`npy: expected 0 or 1 at byte ${start + wrong}, got ${stored[wrong]}`);
  }
  const data = fortran ? fromFortran(stored, shape) : stored;
  return kind === 'b1' ? { shape, data, boolean: true } : { shape, data };
}

function headerText(bytes: Uint8Array, size: number): { text: string; start: number; end: number } {
  const wrong = MAGIC.findIndex((byte, k) => bytes[k] !== byte);
  if (wrong !== -1) {
    throw new Error(
      `npy: expected the byte ${MAGIC[wrong]} of the file's signature at byte ${wrong}, got ${bytes[wrong] ?? 'the end of the file'}`,
    );
  }
  const version = bytes[6];
  if (!(version >= 1 && version <= 3)) {
    throw new Error(
      `npy: expected format version 1, 2 or 3 at byte 6, got ${version ?? 'the end of the file'}`,
    );
  }
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) {
    throw new Error(
      `npy: expected the header's length up to byte ${start}, got the end of the file`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const end = start + length;
  const most = Math.min(HEADER_LIMIT, size - start);
  if (length > most) {
    throw new Error(
      `npy: expected a header of at most ${most} bytes from byte ${start}, got ${length}`,
    );
  }
  // All that is read from it is ASCII, whose bytes latin1 and UTF-8 share.
  return { text: new TextDecoder('latin1').decode(bytes.subarray(start, end)), start, end };
}

/** Column-major elements in row-major order. */
function fromFortran(data: StoredData, shape: readonly number[]): StoredData {
  const out = data.slice();
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((p, extent) => p * extent, 1));
  for (let k = 0, from = 0; k < out.length; k++) {
    out[k] = data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

/** Writes a `.npy` file, version 1, little-endian, row-major, data aligned to 64 bytes: NumPy's own bytes. */
export function writeNpy(array: StoredArray): Uint8Array {
  const problem = whyNotWritable(array);
  if (problem !== null) throw new RangeError(`npy: ${problem}`);
  const header = npyHeader(kindOf(array), array.shape);
  const bytes = new Uint8Array(header.length + array.data.byteLength);
  bytes.set(header);
  bytes.set(encodeElements(array.data), header.length);
  return bytes;
}

/** The header that `writeNpy` puts before little-endian, row-major elements; 128 bytes for one or two axes. */
export function npyHeader(kind: string, shape: readonly number[]): Uint8Array {
  const order = kind.endsWith('1') ? '|' : '<';
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${order}${kind}', 'fortran_order': False, 'shape': (${extents}), }`;
  const start = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start).fill(0x20, 10);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[start - 1] = 0x0a;
  return bytes;
}
