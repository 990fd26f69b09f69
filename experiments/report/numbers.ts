import { html, type Html } from './html.js';
import type { MeanSpread } from './meanSpread.js';

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function typographic(text: string): string {
  return text.replace('-', '−');
}

/** An integer power of ten: 10⁻³. */
export function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** A number with three significant digits: 0.0111, 71.9, −9.38 × 10⁸. */
export function showNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return typographic(String(value));
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
    return `${typographic(mantissa)}\u00a0×\u00a0${powerOfTen(Number(exponent))}`;
  }
  return typographic(size >= 1000 ? value.toFixed(0) : value.toPrecision(digits));
}

/** An AUC with three decimals; the statistical error on thousands of jets is in the third. */
export function showAuc(value: number | null | undefined): string {
  return typeof value === 'number' ? typographic(value.toFixed(3)) : '–';
}

/** 0.756 ± 0.012, or 0.756 where there is one. */
export function showAucs(value: MeanSpread | null): string {
  if (value === null) return '–';
  const spread = value.spread === null ? '' : `\u00a0±\u00a0${showAuc(value.spread)}`;
  return `${showAuc(value.mean)}${spread}`;
}

/** Epochs in words: `epoch 60`, `epochs 57, 60`, `epochs 31–88`. */
export function showEpochs(epochs: readonly number[]): string {
  const distinct = [...new Set(epochs)].sort((a, b) => a - b);
  if (distinct.length === 1) return `epoch ${distinct[0]}`;
  if (distinct.length <= 3) return `epochs ${distinct.join(', ')}`;
  return `epochs ${distinct[0]}–${distinct[distinct.length - 1]}`;
}

/** `r_inv` and `m_Φ` as the symbols they stand for. */
export function withSubscripts(text: string): Html {
  const parts = text.split(/\b(r_inv|m_Φ)/);
  return html`${parts.map((part, k) => (k % 2 === 0 ? html`${part}` : symbol(part)))}`;
}

function symbol(name: string): Html {
  const [letter, index] = name.split('_');
  return html`<i>${letter}</i><sub>${index}</sub>`;
}
