/** What separates the fields of a line; ' ' is any white space. */
export type Separator = ',' | ';' | '\t' | ' ';

// Commas come last: beside the others they are part of a name, or decimal and then reported as such.
const SEPARATORS = ['\t', ';', ','] as const;

/** The first separator of tab ; , that occurs outside quotes, else white space. */
export function detectSeparator(line: string): Separator {
  const bare = line.replace(/"[^"]*"/g, '');
  return SEPARATORS.find((separator) => bare.includes(separator)) ?? ' ';
}

/**
 * The fields of a line, trimmed. A field in quotes may hold the separator, and "" for a quote; it is
 * not trimmed inside. `number` is the line's, for the error.
 */
export function splitFields(line: string, separator: Separator, number: number): string[] {
  if (!line.includes('"')) {
    if (separator === ' ') return line.trim().split(/\s+/);
    return line.split(separator).map((field) => field.trim());
  }
  const bare = separator === ' ' ? /[^\s"]*/y : separator === ',' ? /[^,"]*/y : separator === ';' ? /[^;"]*/y : /[^\t"]*/y; // prettier-ignore
  const space = separator === '\t' ? / */y : /\s*/y;
  const fields: string[] = [];
  const take = (pattern: RegExp, from: number): string => {
    pattern.lastIndex = from;
    return (pattern.exec(line) as RegExpExecArray)[0];
  };
  for (let at = take(space, 0).length; ;) {
    if (line[at] === '"') {
      const closing = closingQuote(line, at + 1);
      if (closing === -1) throw unclosed(number, fields.length + 1);
      fields.push(line.slice(at + 1, closing).replaceAll('""', '"'));
      at = closing + 1;
    } else {
      const field = take(bare, at);
      at += field.length;
      fields.push(field.trim());
    }
    const gap = take(space, at).length;
    at += gap;
    if (at >= line.length) return fields;
    if (separator === ' ' ? gap === 0 : line[at] !== separator) {
      throw new Error(
        `csv: expected a separator after column ${fields.length} on line ${number}, got ${JSON.stringify(line[at])}`,
      );
    }
    if (separator !== ' ') at += 1 + take(space, at + 1).length;
  }
}

/** The first quote from `at` on that is not doubled, or −1. */
function closingQuote(line: string, at: number): number {
  let quote = line.indexOf('"', at);
  while (quote !== -1 && line[quote + 1] === '"') quote = line.indexOf('"', quote + 2);
  return quote;
}

function unclosed(line: number, column: number): Error {
  return new Error(`csv: expected a closing quote on line ${line}, column ${column}, got none`);
}
