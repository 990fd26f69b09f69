import { fromBfloat16, fromBinary16 } from './halfPrecision.js';
import { parseStrictJson } from './strictJson.js';
import {
  decodeElements, elementsOf, encodeElements, firstNonBoolean, kindOf, layouts, quote, whyNotWritable,
  type StoredArray,
} from './storedArray.js'; // prettier-ignore

/** Named arrays with text metadata (https://github.com/huggingface/safetensors, section "Format"). */
export interface SafetensorsFile {
  readonly tensors: Readonly<Record<string, StoredArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Element types and their layout; the two of 16 bits are read only. */
const kinds: Readonly<Record<string, string>> = {
  F64: 'f8', F32: 'f4', I64: 'i8', U64: 'u8', I32: 'i4', U32: 'u4', I16: 'i2', U16: 'u2', I8: 'i1', U8: 'u1',
  BOOL: 'b1', F16: 'u2', BF16: 'u2',
}; // prettier-ignore
const dtypes = Object.fromEntries(
  Object.entries(kinds).filter(([dtype]) => !dtype.endsWith('F16')).map(([dtype, kind]) => [kind, dtype]),
); // prettier-ignore

/** Longest header that is read, as in the reference implementation. */
const HEADER_LIMIT = 100_000_000;
/** The header holds entries, which hold lists. */
const HEADER_DEPTH = 3;
const METADATA = '__metadata__';

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly count: number;
  /** bytes of the data section: from `begin` to before `end` */
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a safetensors file, tensors in the order of their bytes. F16 and BF16 become float32, exactly. The
 * tensors' bytes must follow the header one after the other without gaps or overlaps and fill the file;
 * anything else, two tensors of one name included, is an Error that says what and where. Allocates at most three
 * times the data's and 40 times the header's size (its JSON as objects).
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, start } = readHeader(bytes);
  const metadata = Object.create(null) as Record<string, string>;
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) readMetadata(asObject(value, METADATA), metadata);
    else entries.push(readEntry(name, asObject(value, `tensor ${quote(name)}`)));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const available = bytes.length - start;
  let filled = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== filled || end > available) {
      throw malformed(
        `tensor ${quote(name)} from byte ${filled} to at most ${available} of the data`,
        `bytes ${begin} to ${end}`,
      );
    }
    filled = end;
  }
  if (filled !== available) {
    throw malformed(`tensors that fill the ${available} bytes of data from byte ${start}`, filled);
  }
  const tensors = Object.create(null) as Record<string, StoredArray>;
  for (const entry of entries) tensors[entry.name] = decode(bytes, start, entry);
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) throw malformed('the length of the header in bytes 0 to 8', bytes.length);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const most = Math.min(HEADER_LIMIT, bytes.length - 8);
  if (length > BigInt(most)) {
    throw malformed(`a header of at most ${most} bytes from byte 8`, length);
  }
  const start = 8 + Number(length);
  if (bytes[8] !== 0x7b || start === 8)
    throw malformed('{ at byte 8', `byte ${bytes[8] ?? 'none'}`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start));
  } catch {
    throw malformed(`a header in UTF-8 from byte 8 to ${start}`, 'bytes that are not');
  }
  try {
    return { header: asObject(parseStrictJson(text, HEADER_DEPTH), 'the header'), start };
  } catch (error) {
    throw new Error(
      `safetensors: ${(error as Error).message} (in the header, from byte 8 to ${start})`,
      { cause: error },
    );
  }
}

function readMetadata(entries: Record<string, unknown>, into: Record<string, string>): void {
  for (const [key, value] of Object.entries(entries)) {
    if (typeof value !== 'string') {
      throw malformed(`text for ${quote(key)} of ${METADATA} in the header`, typeof value);
    }
    into[key] = value;
  }
}

function readEntry(name: string, fields: Record<string, unknown>): Entry {
  const { dtype, shape, data_offsets: offsets } = fields;
  const where = `of tensor ${quote(name)} in the header`;
  if (typeof dtype !== 'string' || !Object.hasOwn(kinds, dtype)) {
    throw malformed(`a dtype ${where} of ${Object.keys(kinds).join(', ')}`, show(dtype));
  }
  if (!isNumbers(shape)) throw malformed(`a shape ${where} of integers ≥ 0`, show(shape));
  const count = elementsOf(shape);
  if (count === null) throw malformed(`a possible shape ${where}`, show(shape));
  const size = count * layouts[kinds[dtype]].bytes;
  if (!isNumbers(offsets) || offsets.length !== 2 || offsets[1] - offsets[0] !== size) {
    throw malformed(`two data_offsets ${where} that are ${size} bytes apart`, show(offsets));
  }
  return { name, dtype, shape, count, begin: offsets[0], end: offsets[1] };
}

function isNumbers(list: unknown): list is number[] {
  return Array.isArray(list) && list.every((x) => Number.isSafeInteger(x) && (x as number) >= 0);
}

function decode(bytes: Uint8Array, start: number, entry: Entry): StoredArray {
  const { name, dtype, shape, count, begin } = entry;
  const data = decodeElements(bytes, start + begin, count, kinds[dtype]);
  if (dtype === 'F16') return { shape, data: fromBinary16(data as Uint16Array) };
  if (dtype === 'BF16') return { shape, data: fromBfloat16(data as Uint16Array) };
  if (dtype !== 'BOOL') return { shape, data };
  const wrong = firstNonBoolean(data);
  if (wrong === -1) return { shape, data, boolean: true };
  throw malformed(`0 or 1 for ${quote(name)} at byte ${start + begin + wrong}`, data[wrong]);
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw malformed(`${what} to be a JSON object`, show(value));
}

/** A JSON value for a sentence. */
function show(value: unknown): string {
  return value === undefined ? 'none' : quote(JSON.stringify(value));
}

function malformed(expected: string, got: string | number | bigint): Error {
  return new Error(`safetensors: expected ${expected}, got ${got}`);
}

/**
 * Writes named arrays and metadata. The bytes depend on names and values alone: tensors go by
 * descending element size, then by name, metadata by key; the header is padded with spaces to a
 * multiple of 8 bytes. So every element is aligned to its size.
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, StoredArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const sizeOf = ({ data }: StoredArray): number => data.BYTES_PER_ELEMENT;
  const entries = sortedEntries(tensors).sort(([, a], [, b]) => sizeOf(b) - sizeOf(a));
  for (const [name, array] of entries) {
    const problem = name === METADATA ? 'expected another name, got that' : whyNotWritable(array);
    if (problem !== null) throw new RangeError(`safetensors: tensor ${quote(name)}: ${problem}`);
  }
  const header = safetensorsHeader(
    entries.map(([name, array]) => ({ name, kind: kindOf(array), shape: array.shape })),
    metadata,
  );
  const parts = [header, ...entries.map(([, { data }]) => encodeElements(data))];
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * What a file begins with, for writing one piece by piece: the bytes of the tensors follow in the order
 * given (`encodeElements`), nothing between them. `kind` is NumPy's letter and size, as `f4`. Elements are aligned if tensors
 * of larger elements come first.
 */
export function safetensorsHeader(
  tensors: Iterable<{
    readonly name: string;
    readonly kind: string;
    readonly shape: readonly number[];
  }>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const items: string[] = [];
  if (Object.keys(metadata).length > 0) {
    const texts = sortedEntries(metadata).map(
      ([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`,
    );
    items.push(`"${METADATA}":{${texts.join(',')}}`);
  }
  let offset = 0;
  for (const { name, kind, shape } of tensors) {
    const end = offset + (elementsOf(shape) as number) * layouts[kind].bytes;
    const entry = { dtype: dtypes[kind], shape, data_offsets: [offset, end] };
    items.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    offset = end;
  }
  const text = new TextEncoder().encode(`{${items.join(',')}}`);
  const padded = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded).fill(0x20, 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(text, 8);
  return bytes;
}

/** Entries by key in the order of UTF-16 code units. */
function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  const keys = Object.keys(record).sort();
  return keys.map((key) => [key, record[key]]);
}
