import {
  decodeElements,
  elementsOf,
  encodeElements,
  kindOf,
  layouts,
  type StoredArray,
} from './storedArray.js';

/** Named arrays with text metadata (https://github.com/huggingface/safetensors, format section). */
export interface SafetensorsFile {
  readonly tensors: Readonly<Record<string, StoredArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const kinds: Readonly<Record<string, string>> = {
  F64: 'f8', F32: 'f4', I64: 'i8', U64: 'u8', I32: 'i4', U32: 'u4', I16: 'i2', U16: 'u2', I8: 'i1', U8: 'u1',
  BOOL: 'b1',
}; // prettier-ignore

/** Longest header that is read, as in the reference implementation. */
const HEADER_LIMIT = 100_000_000;

/**
 * Reads a safetensors file. The tensors' bytes must follow the header one after the other without
 * gaps or overlaps and fill the file; anything else is an Error that says what and where.
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, start } = readHeader(bytes);
  const metadata: Record<string, string> = Object.create(null) as Record<string, string>;
  const entries: { name: string; kind: string; shape: number[]; begin: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(asObject(entry, name))) {
        if (typeof value !== 'string') throw malformed(`metadata ${key} is not text`);
        metadata[key] = value;
      }
    } else {
      entries.push({ name, ...readEntry(name, asObject(entry, name)) });
    }
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const tensors: Record<string, StoredArray> = Object.create(null) as Record<string, StoredArray>;
  let expected = 0;
  for (const { name, kind, shape, begin, end } of entries) {
    if (begin !== expected || end > bytes.length - start) {
      throw malformed(
        `tensor ${name} lies at bytes ${begin} to ${end}, where ${expected} was expected as its start ` +
          `and ${bytes.length - start} bytes of data are there`,
      );
    }
    expected = end;
    const count = elementsOf(shape);
    tensors[name] = { shape, data: decodeElements(bytes, start + begin, count, kind) };
  }
  if (expected !== bytes.length - start) {
    throw malformed(
      `${bytes.length - start} bytes of data are there, the tensors take ${expected}`,
    );
  }
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) throw malformed(`expected at least 8 bytes, got ${bytes.length}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(HEADER_LIMIT) || Number(length) + 8 > bytes.length) {
    throw malformed(`the header claims ${length} bytes in a file of ${bytes.length}`);
  }
  const start = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)));
  } catch {
    throw malformed('the header is not JSON');
  }
  return { header: asObject(header, 'the header'), start };
}

function readEntry(
  name: string,
  { dtype, shape, data_offsets: offsets }: Record<string, unknown>,
): { kind: string; shape: number[]; begin: number; end: number } {
  const kind = typeof dtype === 'string' && Object.hasOwn(kinds, dtype) ? kinds[dtype] : undefined;
  if (kind === undefined) {
    throw malformed(
      `tensor ${name} has element type ${JSON.stringify(dtype)}; known are ${Object.keys(kinds).join(', ')}`,
    );
  }
  const integers = (list: unknown): list is number[] =>
    Array.isArray(list) &&
    list.every((value) => Number.isSafeInteger(value) && (value as number) >= 0);
  if (!integers(shape) || !integers(offsets) || offsets.length !== 2) {
    throw malformed(`tensor ${name} needs a shape and two data_offsets of integers ≥ 0`);
  }
  const [begin, end] = offsets;
  const size = elementsOf(shape) * layouts[kind].bytes;
  if (end - begin !== size) {
    throw malformed(
      `tensor ${name} of shape [${shape.join(', ')}] takes ${size} bytes, its offsets leave ${end - begin}`,
    );
  }
  return { kind, shape, begin, end };
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(`${what} is not a JSON object`);
  }
  return value as Record<string, unknown>;
}

function malformed(problem: string): Error {
  return new Error(`safetensors: ${problem}`);
}

/**
 * Writes named arrays, in the order given, and metadata; the header is padded with spaces to a
 * multiple of 8 bytes so that every tensor of 8-byte elements is aligned. Same input, same bytes.
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, StoredArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  const names = Object.entries(kinds).filter(([name]) => name !== 'BOOL');
  let offset = 0;
  const parts = Object.entries(tensors).map(([name, { shape, data }]) => {
    if (elementsOf(shape) !== data.length || name === '__metadata__') {
      throw malformed(
        `cannot write ${name}: ${data.length} elements for shape [${shape.join(', ')}]`,
      );
    }
    const part = encodeElements(data);
    const dtype = names.find(([, kind]) => kind === kindOf(data))?.[0];
    header[name] = { dtype, shape, data_offsets: [offset, offset + part.length] };
    offset += part.length;
    return part;
  });
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + offset).fill(0x20, 8, 8 + padded);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(text, 8);
  let at = 8 + padded;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
