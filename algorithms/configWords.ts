/** How a configuration's keys and values are spoken of in a sentence, however large or odd they are. */

/** Characters that are shown of a key or value, and compared of a key. */
const SHOWN = 60;

/** `the closest known key is optimiser.learningRate`, for a key path that is not known. */
export function suggestion(path: string, known: readonly string[]): string {
  const last = (of: string): string => of.slice(of.lastIndexOf('.') + 1);
  const distance = (candidate: string): number =>
    Math.min(editDistance(path, candidate), editDistance(last(path), last(candidate)));
  const distances = known.map(distance);
  return `the closest known key is ${known[distances.indexOf(Math.min(...distances))]}`;
}

/** A key path as it is, or as a JSON string where it holds anything but words and dots. */
export function showKey(path: string): string {
  const shown = path.length > SHOWN ? `${path.slice(0, SHOWN)}…` : path;
  return /^[\w.…-]+$/.test(shown) ? shown : json(shown);
}

/** A value as JSON, without what is nested in its elements; a long one is cut. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const shown = json(shallow(value));
  return shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown;
}

/** JSON without characters that a terminal obeys. */
function json(value: unknown): string {
  const escaped = (character: string): string =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/\p{Cc}/gu, escaped);
}

function shallow(value: unknown): unknown {
  const flat = (inner: unknown): unknown => {
    if (typeof inner === 'string') return inner.slice(0, SHOWN);
    return typeof inner === 'object' && inner !== null ? '…' : inner;
  };
  if (Array.isArray(value)) return value.slice(0, SHOWN).map(flat);
  if (typeof value !== 'object' || value === null) return flat(value);
  const entries = Object.entries(value).slice(0, SHOWN);
  return Object.fromEntries(entries.map(([key, inner]) => [key.slice(0, SHOWN), flat(inner)]));
}

/** Levenshtein's distance between the beginnings of two texts, upper and lower case taken as one. */
function editDistance(from: string, to: string): number {
  const [a, b] = [from, to].map((text) => text.slice(0, SHOWN).toLowerCase());
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
