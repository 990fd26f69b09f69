import { energyColors, energyLevels } from './theme.js';

export const ENERGY_LEGEND = { width: 640, height: 62 } as const;

/** The colours of an energy map. */
export function energyLegend(): string {
  const [left, width] = [52, 62];
  const boxes = energyColors.map(
    (color, k) =>
      `<rect x="${left + k * width}" y="4" width="${width}" height="14" fill="${color}" stroke="currentColor" stroke-opacity="0.3" />`,
  );
  const labels = energyLevels.map((level, k) => {
    const text = `10${level < 0 ? '⁻' : ''}${superscript(Math.abs(level))}`;
    return Number.isInteger(level)
      ? `<text x="${left + (k + 1) * width}" y="36" text-anchor="middle">${text}</text>`
      : '';
  });
  const title = `<text x="${left + 4.5 * width}" y="57" text-anchor="middle">energy E (reconstruction error)</text>`;
  return drawing(ENERGY_LEGEND, [...boxes, ...labels, title]);
}

function superscript(value: number): string {
  return value === 0 ? '⁰' : ['¹', '²', '³'][value - 1];
}

export interface Entry {
  readonly label: string;
  readonly color: string;
  readonly kind: 'dot' | 'ring' | 'line';
}

export const KEYS = { width: 640, height: 26 } as const;

/** What the symbols mean, in a row. */
export function keys(entries: readonly Entry[]): string {
  let x = 52;
  const drawn = entries.map(({ label, color, kind }) => {
    const at = x;
    x += 40 + label.length * 9.6;
    const symbol = {
      dot: `<circle cx="${at + 6}" cy="13" r="5" fill="${color}" stroke="white" />`,
      ring: `<circle cx="${at + 6}" cy="13" r="4.5" fill="white" stroke="${color}" stroke-width="2" />`,
      line: `<line x1="${at - 4}" x2="${at + 14}" y1="13" y2="13" stroke="${color}" stroke-width="3" />`,
    }[kind];
    return `${symbol}<text x="${at + 20}" y="19">${label}</text>`;
  });
  return drawing(KEYS, drawn);
}

function drawing(
  { width, height }: { readonly width: number; readonly height: number },
  parts: readonly string[],
): string {
  return `<svg width="${width}" height="${height}" fill="currentColor">${parts.join('')}</svg>`;
}
