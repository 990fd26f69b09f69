/** A signal of semivisible jets, by its embedded name; a name of another form has no parameters. */
export interface Signal {
  readonly name: string;
  /** mass of the mediator Φ, GeV */
  readonly mass: number | null;
  /** fraction of invisible dark hadrons */
  readonly invisible: number | null;
  /** confinement scale of the dark sector, GeV, where the name states it */
  readonly scale: number | null;
}

const pattern = /^svj_m(\d+)_r(\d)(\d+)(?:_lam(\d+))?$/;

/** `svj_m2000_r03_lam10` is m_Φ = 2000 GeV, r_inv = 0.3, Λ = 10 GeV. */
export function parseSignal(name: string): Signal {
  const match = pattern.exec(name);
  if (match === null) return { name, mass: null, invisible: null, scale: null };
  return {
    name,
    mass: Number(match[1]),
    invisible: Number(`${match[2]}.${match[3]}`),
    scale: match[4] === undefined ? null : Number(match[4]),
  };
}

/** By mass, then r_inv, then Λ; names without parameters come last, alphabetically. */
export function sortedSignals(names: Iterable<string>): Signal[] {
  const signals = [...new Set(names)].map(parseSignal);
  return signals.sort(
    (a, b) =>
      (a.mass ?? Infinity) - (b.mass ?? Infinity) ||
      (a.invisible ?? 0) - (b.invisible ?? 0) ||
      (a.scale ?? 0) - (b.scale ?? 0) ||
      (a.name < b.name ? -1 : Number(a.name > b.name)),
  );
}

/** The signal in words, for axes and legends: `2000 GeV, 0.3`. */
export function showSignal({ name, mass, invisible, scale }: Signal): string {
  if (mass === null || invisible === null) return name;
  return `${mass} GeV, ${invisible}${scale === null ? '' : `, Λ ${scale}`}`;
}

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
