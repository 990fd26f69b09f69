import { escapeHtml } from '../../report/html.js';
import { compactPath } from './compactPath.js';
import { stylesheet } from './theme.js';

/** A drawn part of a figure and its place. */
export interface Placed {
  /** markup of one `svg` element */
  readonly svg: string;
  readonly x: number;
  readonly y: number;
}

/** Parts as one SVG file that stands alone, with an accessible name; coordinates to a tenth of a pixel. */
export function sheet(
  width: number,
  height: number,
  name: string,
  parts: readonly Placed[],
): string {
  const placed = parts.map(
    ({ svg, x, y }) => `<g transform="translate(${x},${y})">${tenths(svg)}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeHtml(name)}">`,
    `<style>${stylesheet}</style>`,
    `<rect class="page" width="${width}" height="${height}" />`,
    ...placed,
    '</svg>\n',
  ].join('\n');
}

/** Numbers of attributes that place or outline something. */
function tenths(markup: string): string {
  const rounded = (value: string): string =>
    value.replace(/-?\d+\.\d+/g, (number) => String(Number(Number(number).toFixed(1))));
  return markup
    .replace(/ d="([^"]*)"/g, (_, path: string) => ` d="${compactPath(path)}"`)
    .replace(
      / (x|y|x1|x2|y1|y2|transform)="([^"]*)"/g,
      (_, name: string, value: string) => ` ${name}="${rounded(value)}"`,
    );
}
