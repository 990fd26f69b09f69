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

/** The one signal that figures of samples show: the paper's (2000 GeV, 0.3), else the first there is. */
export function shownSignal(names: readonly string[]): string | null {
  return names.find((name) => name === 'svj_m2000_r03') ?? names.at(0) ?? null;
}

/** The signal in words, for axes and legends: `2000 GeV, 0.3`. */
export function showSignal({ name, mass, invisible, scale }: Signal): string {
  if (mass === null || invisible === null) return name;
  return `${mass} GeV, ${invisible}${scale === null ? '' : `, Λ ${scale}`}`;
}
