import { quote } from './storedArray.js';

/**
 * JSON without what hostile files hide in it: objects and arrays nested deeper than `depth`, which would cost
 * some fifty times the text's size as objects, and two entries of one name in an object, of which parsers
 * differ on which one counts. What is wrong is an Error `expected …, got …` with the place in the text.
 */
export function parseStrictJson(text: string, depth: number): unknown {
  checkStructure(text, depth);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('expected JSON, got something else');
  }
}

/** Looks at strings and brackets alone; that the rest is JSON is JSON.parse's to say. */
function checkStructure(text: string, depth: number): void {
  /** the names so far in each open object, null for an open array */
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') {
      if (open.length === depth) {
        throw new Error(
          `expected JSON of at most ${depth} levels, got another ${character} at ${at}`,
        );
      }
      open.push(character === '{' ? new Set() : null);
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === '"') {
      const start = at;
      at = endOfString(text, start);
      const names = open.at(-1);
      if (names === null || names === undefined || !isName(text, at + 1)) continue;
      const name = unescaped(text.slice(start, at + 1));
      if (names.has(name)) {
        throw new Error(`expected one entry of each name, got another ${quote(name)} at ${start}`);
      }
      names.add(name);
    }
  }
}

/** The place of the quote that closes the string opened at `start`, or the text's end. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** Whether the string that ends before `at` is followed by a colon. */
function isName(text: string, at: number): boolean {
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return text[at] === ':';
}

/** What a JSON string says; one with a bad escape, which JSON.parse will refuse, as it stands. */
function unescaped(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return JSON.parse(token) as string;
  } catch {
    return token;
  }
}
