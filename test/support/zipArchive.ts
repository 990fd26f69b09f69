import { crc32 } from 'node:zlib';

/** An entry of a zip archive, all that its headers say of it included; what is left out is as it should be. */
export interface ArchiveEntry {
  readonly name: string;
  /** the bytes in the archive */
  readonly packed: Uint8Array;
  /** what they unpack to; default: themselves */
  readonly content?: Uint8Array;
  /** default: 0, stored */
  readonly method?: number;
  readonly checksum?: number;
  readonly packedSize?: number;
  readonly size?: number;
  /** where the directory says that the entry's header is */
  readonly local?: number;
  /** lengths of the extra fields behind the two headers and of the entry's comment */
  readonly localExtra?: number;
  readonly extra?: number;
  readonly comment?: number;
}

const short = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >>> 8);
const long = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);
const signature = (kind: readonly [number, number]): Uint8Array =>
  Buffer.from([0x50, 0x4b, ...kind]);
const filler = (length = 0): Uint8Array => new Uint8Array(length).fill(0x55);

/** A zip archive, field by field as PKWARE's APPNOTE 6.3.3 lists them in 4.3.7, 4.3.12 and 4.3.16. */
export function zipArchive(
  entries: readonly ArchiveEntry[],
  { comment = new Uint8Array(), count = entries.length } = {},
): Uint8Array {
  const local: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  const lengthOf = (parts: readonly Uint8Array[]): number =>
    parts.reduce((total, part) => total + part.length, 0);
  for (const entry of entries) {
    const { packed, content = packed, method = 0 } = entry;
    const name = Buffer.from(entry.name);
    const start = lengthOf(local);
    // version needed, flags (the name is UTF-8), method, time, date, checksum, sizes, length of the name
    const shared = [
      short(20), short(0x800), short(method), short(0), short(0x21), long(entry.checksum ?? crc32(content)),
      long(entry.packedSize ?? packed.length), long(entry.size ?? content.length), short(name.length),
    ]; // prettier-ignore
    local.push(
      signature([3, 4]), ...shared, short(entry.localExtra ?? 0), name, filler(entry.localExtra), packed,
    ); // prettier-ignore
    // version made by; lengths of extra field and comment, disk, attributes, place of the local header
    directory.push(
      signature([1, 2]), short(20), ...shared, short(entry.extra ?? 0), short(entry.comment ?? 0),
      short(0), short(0), long(0), long(entry.local ?? start), name, filler(entry.extra), filler(entry.comment),
    ); // prettier-ignore
  }
  // this disk, the directory's disk, entries on this disk and in all, size and place of the directory
  const end = [
    signature([5, 6]), short(0), short(0), short(count), short(count), long(lengthOf(directory)), long(lengthOf(local)),
    short(comment.length), comment,
  ]; // prettier-ignore
  return new Uint8Array(Buffer.concat([...local, ...directory, ...end]));
}
