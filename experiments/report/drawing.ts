import { html, Html, escapeHtml } from './html.js';
import { withSubscripts } from './numbers.js';
import { paletteStyles } from './stylesheet.js';

/** A figure that has been drawn: in the report with its caption, in a file of its own without. */
export interface Drawing {
  /** of its files in the run folder */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** `svg` elements with a viewBox, of one size, side by side as far as there is room */
  readonly panels: readonly string[];
  readonly legend: readonly LegendEntry[];
  /** the numbers that are drawn, as JSON */
  readonly data: unknown;
}

export interface LegendEntry {
  readonly label: string;
  /** CSS colour */
  readonly color: string;
  /** of a line */
  readonly dash?: string;
  /** default: line */
  readonly kind?: 'line' | 'dot' | 'ring';
}

/** The drawing as a figure of the report. */
export function figureOf({ title, caption, panels, legend }: Drawing): Html {
  const several = panels.length > 1;
  return html`<figure class="${several ? 'several' : ''}">
    <h3>${withSubscripts(title)}</h3>
    ${
      several
        ? html`<div class="panels" style="--width: ${Math.round(0.76 * sizeOf(panels[0])[0])}px">
            ${panels.map((panel) => new Html(panel))}
          </div>`
        : new Html(panels.join(''))
    }
    ${legend.length === 0 ? null : legendOf(legend)}
    <figcaption>${withSubscripts(caption)}</figcaption>
  </figure> `;
}

/** The entries of a legend, as a list of the page. */
export function legendOf(entries: readonly LegendEntry[]): Html {
  return html`<ul class="legend">
    ${entries.map(
      (entry) =>
        html`<li>
          <svg class="key" viewBox="0 0 26 8" aria-hidden="true">${key(entry)}</svg>${entry.label}
        </li>`,
    )}
  </ul>`;
}

const MARGIN = 12;
const TITLE = 34;
const LINE = 20;
/** Panels side by side in a file. */
const COLUMNS = 4;

/** The drawing as an SVG file that needs nothing else: with title, legend and its own light and dark colours. */
export function svgFileOf({ title, panels, legend }: Drawing): string {
  const [width, height] = sizeOf(panels[0]);
  const columns = Math.min(COLUMNS, panels.length);
  const inner = Math.max(columns * width, 420);
  const rows = Math.ceil(panels.length / columns);
  const placed = panels.map((panel, k) =>
    panel.replace(
      /<svg/,
      `<svg overflow="visible" x="${MARGIN + (k % columns) * width}" y="${TITLE + Math.floor(k / columns) * height}"`,
    ),
  );
  let [x, y] = [MARGIN, TITLE + rows * height + LINE];
  const keys = legend.map((entry) => {
    const room = 42 + entry.label.length * 7;
    if (x > MARGIN && x + room > inner) [x, y] = [MARGIN, y + LINE];
    const at = `translate(${x} ${y})`;
    x += room;
    return `<g transform="${at}"><g transform="translate(0 -8)">${key(entry).text}</g><text x="32">${escapeHtml(entry.label)}</text></g>`;
  });
  const bottom = legend.length === 0 ? TITLE + rows * height : y;
  const [w, h] = [inner + 2 * MARGIN, bottom + MARGIN];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" ` +
    `font-family="system-ui, sans-serif" font-size="13" color="var(--ink)" fill="currentColor">` +
    `<style>${paletteStyles(':root', '(prefers-color-scheme: dark)')} text { white-space: pre; }</style>` +
    `<rect width="${w}" height="${h}" fill="var(--page)"/>` +
    `<text x="${MARGIN}" y="22" font-size="15" font-weight="600">${escapeHtml(title)}</text>` +
    `${placed.join('')}${keys.join('')}</svg>\n`
  );
}

function key({ color, dash, kind = 'line' }: LegendEntry): Html {
  if (kind === 'dot') return html`<circle cx="13" cy="4" r="3.5" fill="${color}" />`;
  if (kind === 'ring') {
    return html`<circle cx="13" cy="4" r="3" fill="none" stroke="${color}" stroke-width="1.8" />`;
  }
  return html`<line
    x1="1"
    x2="25"
    y1="4"
    y2="4"
    stroke="${color}"
    stroke-width="2.5"
    stroke-dasharray="${dash ?? 'none'}"
  />`;
}

/** Width and height of an `svg` element, from its viewBox. */
export function sizeOf(svg: string): readonly [number, number] {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return [Number(width), Number(height)];
}

/** Drawings of equal width one above the other, as one `svg` element. */
export function stacked(svgs: readonly string[], label: string): string {
  const width = sizeOf(svgs[0])[0];
  let top = 0;
  const placed = svgs.map((svg) => {
    const at = top;
    top += sizeOf(svg)[1];
    return svg.replace(
      /<svg( role="img" aria-label="[^"]*")?/,
      `<svg overflow="visible" y="${at}"`,
    );
  });
  return (
    `<svg role="img" aria-label="${escapeHtml(label)}" width="${width}" height="${top}" ` +
    `viewBox="0 0 ${width} ${top}" fill="currentColor">${placed.join('')}</svg>`
  );
}
