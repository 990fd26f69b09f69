/**
 * Files of numbers, read without trust. A reader takes all bytes of a file and gives arrays that its header and its
 * size agree on, or throws an Error of one sentence, `format: expected …, got …`, with the place; it runs nothing
 * that a file holds, and takes time linear in what it allocates. For a file of F bytes that is at most
 *
 * | reader            | bytes allocated                                                              |
 * |-------------------|------------------------------------------------------------------------------|
 * | `readNpy`         | 3 F                                                                          |
 * | `readSafetensors` | 3 F of elements; 40 times the header's size for its JSON                     |
 * | `readNpz`         | 3 U where all that is unpacked is U ≤ 64 F + 128 MiB; more is refused unread |
 * | `readCsv`         | 64 F                                                                         |
 *
 * and 4 MiB more for each. test/io/allocation.test.ts and fuzz.slow.ts hold the readers to it.
 *
 * @module
 */
export {
  decodeElements,
  encodeElements,
  toFloat64,
  type StoredArray,
  type StoredData,
} from './storedArray.js';
export {
  NPY_HEADER_BYTES,
  npyHeader,
  readNpy,
  readNpyLayout,
  writeNpy,
  type NpyLayout,
} from './npy.js';
export { readNpz, writeNpz } from './npz.js';
export { crc32 } from './crc32.js';
export { parseStrictJson } from './strictJson.js';
export {
  readSafetensors, safetensorsHeader, writeSafetensors, type SafetensorsFile,
} from './safetensors.js'; // prettier-ignore
export { readCsv, writeCsv, type CsvOptions, type CsvTable } from './csv.js';
export type { Separator } from './csvFields.js';
