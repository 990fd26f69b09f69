import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { readNpy, writeNpy } from './npy.js';
import type { StoredArray } from './storedArray.js';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const STORED = 0;
const DEFLATED = 8;
/** Compressed data never unfold to more than this many times their size (deflate's own bound is 1032). */
const MOST_EXPANSION = 1100;

/**
 * Reads a NumPy `.npz` file, a zip of `.npy` entries, stored or deflated. Checksums are verified. Zip64,
 * encryption and other methods are Errors, as is an entry that is not what the directory says.
 */
export function readNpz(bytes: Uint8Array): Record<string, StoredArray> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const arrays: Record<string, StoredArray> = Object.create(null) as Record<string, StoredArray>;
  for (let k = 0; k < count; k++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) {
      throw malformed(`entry ${k} of the directory is not at byte ${at}`);
    }
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (name.endsWith('.npy')) {
      arrays[name.slice(0, -4)] = readNpy(readEntry(bytes, view, at, name));
    }
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return arrays;
}

/** The directory's end record: the last place it can be, before a comment of at most 65,535 bytes. */
function findEnd(view: DataView): number {
  const size = view.byteLength;
  for (let at = size - 22; at >= 0 && at >= size - 22 - 0xffff; at--) {
    if (view.getUint32(at, true) === END && at + 22 + view.getUint16(at + 20, true) === size)
      return at;
  }
  throw malformed('no zip directory was found');
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, name: string): Uint8Array {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const checksum = view.getUint32(at + 16, true);
  const packed = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const local = view.getUint32(at + 42, true);
  if ((flags & 1) !== 0 || (method !== STORED && method !== DEFLATED)) {
    throw malformed(
      `${name} is encrypted or packed by method ${method}; stored and deflated are read`,
    );
  }
  if (packed === 0xffffffff || size === 0xffffffff || local === 0xffffffff) {
    throw malformed(`${name} is in zip64 format, which is not read; store it as .npy`);
  }
  if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL) {
    throw malformed(`${name} is not at byte ${local}`);
  }
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > bytes.length || size > packed * MOST_EXPANSION) {
    throw malformed(
      `${name} claims ${packed} bytes at ${start} that unfold to ${size}, in a file of ${bytes.length}`,
    );
  }
  const raw = bytes.subarray(start, start + packed);
  const content = method === STORED ? raw : inflate(raw, size, name);
  if (content.length !== size || crc32(content) !== checksum) {
    throw malformed(
      `${name} does not have the size and checksum of the directory; the file is damaged`,
    );
  }
  return content;
}

function inflate(raw: Uint8Array, size: number, name: string): Uint8Array {
  try {
    return inflateRawSync(raw, { maxOutputLength: Math.max(size, 1) });
  } catch {
    throw malformed(`${name} cannot be unpacked; the file is damaged`);
  }
}

/** Writes named arrays as a `.npz` file, deflated or stored; entries carry no time, so bytes repeat. */
export function writeNpz(
  arrays: Readonly<Record<string, StoredArray>>,
  { compress = true }: { readonly compress?: boolean } = {},
): Uint8Array {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [key, array] of Object.entries(arrays)) {
    const name = new TextEncoder().encode(`${key}.npy`);
    const content = writeNpy(array);
    const packed = compress ? new Uint8Array(deflateRawSync(content)) : content;
    const common = new Uint8Array(26);
    const view = new DataView(common.buffer);
    view.setUint16(0, 20, true);
    view.setUint16(2, 0x0800, true);
    view.setUint16(4, compress ? DEFLATED : STORED, true);
    view.setUint16(8, 0x21, true);
    view.setUint32(10, crc32(content), true);
    view.setUint32(14, packed.length, true);
    view.setUint32(18, content.length, true);
    view.setUint16(22, name.length, true);
    const entry = new Uint8Array(16);
    new DataView(entry.buffer).setUint32(12, offset, true);
    locals.push(word(LOCAL), common, name, packed);
    // directory entry: version made by, the same fields, comment, disk, attributes, offset
    directory.push(word(CENTRAL), Uint8Array.of(20, 0), common, entry.subarray(2), name);
    offset += 30 + name.length + packed.length;
  }
  const size = directory.reduce((total, part) => total + part.length, 0);
  const end = new Uint8Array(18);
  const view = new DataView(end.buffer);
  const count = Object.keys(arrays).length;
  view.setUint16(4, count, true);
  view.setUint16(6, count, true);
  view.setUint32(8, size, true);
  view.setUint32(12, offset, true);
  return join([...locals, ...directory, word(END), end]);
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** CRC-32 of ISO 3309 (polynomial 0xEDB88320, reflected), as zip files use it. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = (c & 1) !== 0 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function malformed(problem: string): Error {
  return new Error(`npz: ${problem}`);
}
