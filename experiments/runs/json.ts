/** Characters and levels of nesting of the largest JSON that is read; a configuration has a thousand and three. */
export const LARGEST = 1_000_000;
const DEEPEST = 32;

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

export function tooLong(file: string): Error {
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
