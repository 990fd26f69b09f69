import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.js';
import { quote } from './storedArray.js';

/*
 * Zip archives (PKWARE APPNOTE 6.3.3): entries, each behind a local header, then a directory that
 * repeats the headers, then an end record. The directory is what counts.
 */
const LOCAL = 0x04034b50;
const DIRECTORY = 0x02014b50;
const END = 0x06054b50;
const LOCAL_BYTES = 30;
const DIRECTORY_BYTES = 46;
const END_BYTES = 22;
const STORED = 0;
const DEFLATED = 8;
/** Deflate's bound: one byte holds four matches of 258 bytes. */
const MOST_EXPANSION = 1032;
const ZIP64 = 'which is zip64 and not read; store the arrays one by one as .npy';

/** Most bytes that entries may unpack to: `MOST_SHARE` times the archive's size and `MOST_CONSTANT` more. */
const MOST_SHARE = 64;
const MOST_CONSTANT = 1 << 27;

export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
}

interface Place {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  /** first byte and number of bytes in the archive */
  readonly start: number;
  readonly packed: number;
  /** number of bytes unpacked */
  readonly size: number;
}

/**
 * The entries of a zip archive whose name `wanted` accepts, one after the other, stored or deflated, with their
 * checksums verified. Zip64, encryption, other methods, two entries of one name, more than 64 times the archive's
 * size and 128 MiB unpacked, and all damage are Errors that say what and where.
 */
export function* readZip(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
): Generator<ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) {
    throw new Error(
      `npz: expected fewer than 65535 entries and 4 GiB at byte ${end}, got more, ${ZIP64}`,
    );
  }
  const places = new Map<string, Place>();
  const most = MOST_SHARE * bytes.length + MOST_CONSTANT;
  let packed = 0;
  let unpacked = 0;
  for (let k = 0; k < count; k++) {
    const { place, next } = readDirectoryEntry(bytes, view, at, end);
    if (places.has(place.name)) {
      throw new Error(`npz: expected one entry ${quote(place.name)}, got another at byte ${at}`);
    }
    places.set(place.name, place);
    at = next;
    // Entries that share bytes could unpack to more than the archive's size allows.
    packed += place.packed;
    if (packed > bytes.length) {
      throw new Error(
        `npz: expected entries of at most ${bytes.length} bytes in all, got ${packed} with ${quote(place.name)}`,
      );
    }
    unpacked += wanted(place.name) ? place.size : 0;
    if (unpacked > most) {
      throw new Error(
        `npz: expected entries that unpack to at most ${most} bytes, got ${unpacked} with ${quote(place.name)}; store them uncompressed`,
      );
    }
  }
  for (const place of places.values()) {
    if (wanted(place.name)) yield { name: place.name, content: unpack(bytes, place) };
  }
}

/** The end record: the last place it can be, before a comment of at most 65,535 bytes. */
function findEnd(view: DataView): number {
  const size = view.byteLength;
  for (let at = size - END_BYTES; at >= 0 && at >= size - END_BYTES - 0xffff; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) === size) return at;
  }
  throw new Error(
    `npz: expected the end record of a zip archive in the last bytes, got ${size} bytes without`,
  );
}

function readDirectoryEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
): { place: Place; next: number } {
  if (at + DIRECTORY_BYTES > end || view.getUint32(at, true) !== DIRECTORY) {
    throw new Error(`npz: expected an entry of the directory at byte ${at}, got something else`);
  }
  const nameLength = view.getUint16(at + 28, true);
  const nameStart = at + DIRECTORY_BYTES;
  const next =
    nameStart + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > end) {
    throw new Error(
      `npz: expected the directory entry at byte ${at} to end by ${end}, got ${next}`,
    );
  }
  const nameBytes = bytes.subarray(nameStart, nameStart + nameLength);
  const name = new TextDecoder().decode(nameBytes);
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const packed = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const local = view.getUint32(at + 42, true);
  if ((flags & 1) !== 0 || (method !== STORED && method !== DEFLATED)) {
    throw new Error(
      `npz: expected ${quote(name)} stored or deflated at byte ${at}, got ${(flags & 1) !== 0 ? 'an encrypted one' : `method ${method}`}`,
    );
  }
  if (packed === 0xffffffff || size === 0xffffffff || local === 0xffffffff) {
    throw new Error(
      `npz: expected ${quote(name)} below 4 GiB at byte ${at}, got a larger one, ${ZIP64}`,
    );
  }
  if (
    local + LOCAL_BYTES + nameLength > at ||
    view.getUint32(local, true) !== LOCAL ||
    view.getUint16(local + 26, true) !== nameLength ||
    nameBytes.some((byte, k) => bytes[local + LOCAL_BYTES + k] !== byte)
  ) {
    throw new Error(
      `npz: expected the header of ${quote(name)} at byte ${local}, got something else`,
    );
  }
  const start = local + LOCAL_BYTES + nameLength + view.getUint16(local + 28, true);
  if (start + packed > bytes.length || size > packed * (method === STORED ? 1 : MOST_EXPANSION)) {
    throw new Error(
      `npz: expected ${quote(name)} to have ${packed} bytes from byte ${start} that unpack to ${size}, ` +
        `got an archive of ${bytes.length}`,
    );
  }
  const checksum = view.getUint32(at + 16, true);
  return { place: { name, method, checksum, start, packed, size }, next };
}

function unpack(
  bytes: Uint8Array,
  { name, method, checksum, start, packed, size }: Place,
): Uint8Array {
  const raw = bytes.subarray(start, start + packed);
  let content: Uint8Array;
  try {
    content = method === STORED ? raw : inflateRawSync(raw, { maxOutputLength: Math.max(size, 1) });
  } catch {
    throw new Error(
      `npz: expected deflated data of ${quote(name)} from byte ${start} that unpack to ${size} bytes, got damaged ones`,
    );
  }
  const found = crc32(content);
  if (content.length !== size || found !== checksum) {
    throw new Error(
      `npz: expected ${quote(name)} from byte ${start} to have ${size} bytes and checksum ${checksum}, ` +
        `got ${content.length} and ${found}`,
    );
  }
  return content;
}

/** Writes a zip archive. Entries carry no time: stored, the same entries are the same bytes everywhere. */
export function writeZip(entries: readonly ZipEntry[], compress: boolean): Uint8Array {
  if (entries.length >= 0xffff) {
    throw new RangeError(`npz: expected fewer than 65535 arrays, got ${entries.length}`);
  }
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const nameBytes = new TextEncoder().encode(name);
    const packed = compress ? deflateRawSync(content) : content;
    const next = offset + LOCAL_BYTES + nameBytes.length + packed.length;
    if (nameBytes.length > 0xffff || content.length >= 0xffffffff || next >= 0xffffffff) {
      throw new RangeError(
        `npz: expected names below 64 KiB and an archive below 4 GiB, got more with ${quote(name)}`,
      );
    }
    const header = new Uint8Array(LOCAL_BYTES);
    const view = new DataView(header.buffer);
    view.setUint32(0, LOCAL, true);
    view.setUint16(4, 20, true); // version needed: 2.0
    view.setUint16(6, 0x0800, true); // the name is UTF-8
    view.setUint16(8, compress ? DEFLATED : STORED, true);
    view.setUint16(12, 0x21, true); // 1 January 1980, the earliest date
    view.setUint32(14, crc32(content), true);
    view.setUint32(18, packed.length, true);
    view.setUint32(22, content.length, true);
    view.setUint16(26, nameBytes.length, true);
    parts.push(header, nameBytes, packed);
    directory.push(directoryHeader(header, offset), nameBytes);
    offset = next;
  }
  const end = new Uint8Array(END_BYTES);
  const view = new DataView(end.buffer);
  view.setUint32(0, END, true);
  view.setUint16(8, entries.length, true);
  view.setUint16(10, entries.length, true);
  view.setUint32(
    12,
    directory.reduce((total, part) => total + part.length, 0),
    true,
  );
  view.setUint32(16, offset, true);
  return join([...parts, ...directory, end]);
}

/** The directory's copy of a local header: from byte 4 on the same, two bytes later. */
function directoryHeader(local: Uint8Array, offset: number): Uint8Array {
  const header = new Uint8Array(DIRECTORY_BYTES);
  header.set(local.subarray(4), 6);
  const view = new DataView(header.buffer);
  view.setUint32(0, DIRECTORY, true);
  view.setUint16(4, 20, true); // version made by: 2.0
  view.setUint32(42, offset, true);
  return header;
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
