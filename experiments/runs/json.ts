import { closeSync, openSync, readSync } from 'node:fs';
import { fileError } from '../terminal/failure.js';

/** Characters and levels of nesting of the largest JSON that is read; a configuration has a thousand and three. */
export const LARGEST = 1_000_000;
const DEEPEST = 32;

/** The text of a JSON file, or of a pipe; one that is too long or not UTF-8 is an Error of one sentence. */
export function readJsonText(path: string): string {
  // a character takes four bytes at most
  const bytes = readBeginning(path, 4 * LARGEST);
  if (bytes.length > 4 * LARGEST) throw tooLong(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${path}: expected JSON in UTF-8, got bytes that are not`, { cause: error });
  }
}

/** Parsed JSON; text that is none, too long or too deep is an Error of one sentence that names the file. */
export function parseJson(text: string, file: string): unknown {
  if (text.length > LARGEST) throw tooLong(file);
  if (isDeeper(text, DEEPEST)) {
    throw new Error(`${file}: expected JSON nested at most ${DEEPEST} deep, got deeper`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    // the message quotes the text, and a terminal obeys control characters
    const reason = (error as Error).message.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
    throw new Error(`${file} is not JSON: ${reason}`, { cause: error });
  }
}

function tooLong(file: string): Error {
  return new Error(`${file}: expected at most ${LARGEST} characters of JSON, got more`);
}

function isDeeper(text: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let k = 0; k < text.length && depth <= limit; k++) {
    const character = text[k];
    if (character === '"') quoted = !quoted;
    else if (quoted) k += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
  }
  return depth > limit;
}

/** The bytes of a file, or of a pipe, up to one more than `limit`. */
function readBeginning(path: string, limit: number): Uint8Array {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(limit + 1);
      let length = 0;
      for (let read; (read = readSync(file, bytes, length, bytes.length - length, null)) > 0;) {
        length += read;
      }
      return bytes.subarray(0, length);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileError('read', path, error);
  }
}
