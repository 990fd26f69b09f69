import { quote } from './storedArray.js';

/** What the header of a `.npy` file says. */
export interface NpyHeader {
  /** element type, such as `<f8` */
  readonly descr: string;
  /** whether the elements are in column-major order */
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

/**
 * Reads the Python dictionary literal that a `.npy` header is: the keys descr, fortran_order and shape, each
 * once, in any order. `start` is the byte of the file at which `text` begins, for the error.
 */
export function parseNpyHeader(text: string, start: number): NpyHeader {
  let at = skipSpace(text, 0);
  const failure = (expected: string): Error => {
    const found = at < text.length ? quote(text.slice(at, at + 20)) : 'the end of the header';
    return new Error(`npy: expected ${expected} at byte ${start + at}, got ${found}`);
  };
  /** The match of a sticky pattern at the current place, white space around it skipped. */
  const take = (pattern: RegExp, expected: string): string => {
    const found = tryTake(pattern);
    if (found === null) throw failure(expected);
    return found;
  };
  const tryTake = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return null;
    at = skipSpace(text, pattern.lastIndex);
    return match[0];
  };
  const takeShape = (): number[] => {
    const shape: number[] = [];
    take(/\(/y, 'a tuple of extents');
    while (tryTake(/\)/y) === null) {
      // Python 2 wrote long integers with an L.
      shape.push(Number.parseInt(take(/\d+L?/y, 'an extent or )'), 10));
      if (tryTake(/,/y) === null) {
        take(/\)/y, ', or )');
        break;
      }
    }
    return shape;
  };

  const seen = new Set<string>();
  const header: { descr?: string; fortran?: boolean; shape?: number[] } = {};
  take(/\{/y, 'a dictionary');
  while (tryTake(/\}/y) === null) {
    const key = take(STRING, 'a key in quotes').slice(1, -1);
    take(/:/y, 'a colon');
    if (seen.has(key)) throw failure(`no second value of ${quote(key)}`);
    seen.add(key);
    if (key === 'descr') header.descr = take(STRING, 'a plain element type').slice(1, -1);
    else if (key === 'fortran_order')
      header.fortran = take(/True|False/y, 'True or False') === 'True';
    else if (key === 'shape') header.shape = takeShape();
    else throw failure(`a value of descr, fortran_order or shape, not of ${quote(key)},`);
    if (tryTake(/,/y) === null) {
      take(/\}/y, ', or }');
      break;
    }
  }
  const { descr, fortran, shape } = header;
  if (at < text.length || descr === undefined || fortran === undefined || shape === undefined) {
    throw failure('the header to hold descr, fortran_order and shape and to end');
  }
  return { descr, fortran, shape };
}

const STRING = /'[^'\\\n]*'|"[^"\\\n]*"/y;

function skipSpace(text: string, at: number): number {
  const space = /\s*/y;
  space.lastIndex = at;
  space.exec(text);
  return space.lastIndex;
}
