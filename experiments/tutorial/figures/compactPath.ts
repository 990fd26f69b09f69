/**
 * The outline `d` of lines (commands M, L and Z with absolute coordinates) to a tenth of a pixel, in relative
 * coordinates, which take about half the bytes; any other comes back as it is.
 */
export function compactPath(d: string): string {
  if (/[^MLZ\d\s.,e+-]/.test(d)) return d;
  let out = '';
  // in tenths, so that rounding does not add up
  let [x, y] = [0, 0];
  let start = [0, 0];
  let command = '';
  for (const [, letter, numbers] of d.matchAll(/([MLZ])([^MLZ]*)/g)) {
    if (letter === 'Z') {
      out += 'z';
      command = '';
      [x, y] = start;
      continue;
    }
    const [toX, toY] = numbers.split(/[\s,]+/).map((number) => Math.round(Number(number) * 10));
    // pairs after the first of a command need no letter: after m they are lines
    const next = letter === 'M' ? 'm' : 'l';
    const step = `${short(toX - x)}${separated(short(toY - y))}`;
    out += letter === 'L' && command !== '' ? separated(step) : `${next}${step}`;
    command = next;
    [x, y] = [toX, toY];
    if (letter === 'M') start = [x, y];
  }
  return out;
}

function short(tenths: number): string {
  return String(tenths / 10).replace(/^(-?)0\./, '$1.');
}

/** A minus sign separates numbers by itself. */
function separated(number: string): string {
  return number.startsWith('-') ? number : ` ${number}`;
}
