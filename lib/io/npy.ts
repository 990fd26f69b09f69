import {
  decodeElements,
  elementsOf,
  encodeElements,
  kindOf,
  layouts,
  type StoredArray,
  type StoredData,
} from './storedArray.js';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Reads a NumPy `.npy` file, format versions 1 to 3: floats, integers and booleans of 1 to 8 bytes, both
 * byte orders; Fortran order is turned into row-major. Anything else is an Error that says what and where.
 */
export function readNpy(bytes: Uint8Array): StoredArray {
  if (bytes.length < 12 || MAGIC.some((byte, k) => bytes[k] !== byte)) {
    throw malformed('the file does not begin as a .npy file does');
  }
  const version = bytes[6];
  const wide = version >= 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const start = (wide ? 12 : 10) + length;
  if (version < 1 || version > 3 || start > bytes.length) {
    throw malformed(
      `format version ${version} with a header of ${length} bytes in a file of ${bytes.length}`,
    );
  }
  const header = new TextDecoder('latin1').decode(bytes.subarray(wide ? 12 : 10, start));
  const { descr, fortran, shape } = parseHeader(header);
  const [, order, kind] = /^([<>|=])([fiub][1248])$/.exec(descr) ?? [];
  if (kind === undefined || !Object.hasOwn(layouts, kind)) {
    throw malformed(
      `element type ${JSON.stringify(descr)} is not one of ${Object.keys(layouts).join(', ')}`,
    );
  }
  const count = elementsOf(shape);
  if (count * layouts[kind].bytes !== bytes.length - start) {
    throw malformed(
      `shape [${shape.join(', ')}] of ${kind} takes ${count * layouts[kind].bytes} bytes, the file has ${bytes.length - start}`,
    );
  }
  const data = decodeElements(bytes, start, count, kind, order !== '>');
  return { shape, data: fortran ? fromFortran(data, shape, kind) : data };
}

/** The three entries of the header, a Python dictionary literal. */
function parseHeader(header: string): { descr: string; fortran: boolean; shape: number[] } {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape'\s*:\s*\(((?:\s*\d+L?\s*,?)*)\s*\)/.exec(header)?.[1];
  if (descr === undefined || fortran === undefined || shape === undefined) {
    throw malformed(
      `the header ${JSON.stringify(header.slice(0, 100))} lacks descr, fortran_order or shape`,
    );
  }
  const extents = shape.split(',').map((part) => part.trim().replace(/L$/, '')).filter((part) => part !== ''); // prettier-ignore
  return { descr, fortran: fortran === 'True', shape: extents.map(Number) };
}

/** Column-major elements in row-major order. */
function fromFortran(data: StoredData, shape: readonly number[], kind: string): StoredData {
  const out = layouts[kind].create(data.length);
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((p, e) => p * e, 1));
  for (let k = 0, from = 0; k < out.length; k++) {
    out[k] = data[from] as never;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

/** Writes a `.npy` file, version 1, little-endian, row-major, data aligned to 64 bytes as NumPy does. */
export function writeNpy({ shape, data }: StoredArray): Uint8Array {
  if (elementsOf(shape) !== data.length) {
    throw malformed(`cannot write ${data.length} elements as shape [${shape.join(', ')}]`);
  }
  const kind = kindOf(data);
  const order = kind.endsWith('1') ? '|' : '<';
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${order}${kind}', 'fortran_order': False, 'shape': (${extents}), }`;
  const start = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.byteLength).fill(0x20, 10, start);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[start - 1] = 0x0a;
  bytes.set(encodeElements(data), start);
  return bytes;
}

function malformed(problem: string): Error {
  return new Error(`npy: ${problem}`);
}
