import type { Signal } from '../jets/signal.js';

/** Signals whose curves are drawn together. */
export interface SignalFamily {
  readonly title: string;
  readonly signals: readonly Signal[];
}

const LARGEST_FAMILY = 7;

/**
 * The scan of masses at the commonest r_inv, the scan of r_inv at the commonest mass, and what is left;
 * a signal at the crossing is in both scans. No family has more than seven, the distinguishable colours.
 */
export function signalFamilies(signals: readonly Signal[]): SignalFamily[] {
  const plain = signals.filter((signal) => signal.mass !== null && signal.scale === null);
  const invisible = commonest(plain.map((signal) => signal.invisible));
  const mass = commonest(plain.map((signal) => signal.mass));
  const masses = plain.filter((signal) => signal.invisible === invisible);
  const fractions = signals.filter((signal) => signal.mass !== null && signal.mass === mass);
  const rest = signals.filter((s) => !masses.includes(s) && !fractions.includes(s));
  return [
    { title: `by mediator mass, r_inv = ${invisible}`, signals: masses },
    { title: `by r_inv, m_Φ = ${mass} GeV`, signals: fractions },
    { title: masses.length === 0 ? 'by signal' : 'other signals', signals: rest },
  ].flatMap(({ title, signals: members }) => {
    const parts: SignalFamily[] = [];
    for (let k = 0; k < members.length; k += LARGEST_FAMILY) {
      parts.push({ title, signals: members.slice(k, k + LARGEST_FAMILY) });
    }
    return parts;
  });
}

function commonest(values: readonly (number | null)[]): number | null {
  const count = (value: number | null): number => values.filter((other) => other === value).length;
  return values.reduce<number | null>(
    (best, value) => (best === null || count(value) > count(best) ? value : best),
    null,
  );
}
