/**
 * Colours told apart with any common colour blindness (Okabe and Ito, "Color Universal Design", 2008),
 * without their yellow, which vanishes on white paper; each with a dash pattern as a
 * second cue. The stylesheet holds their values, of which the blue is lighter on a dark page.
 */
const styles = [
  { color: 'var(--blue)', dash: undefined },
  { color: 'var(--vermillion)', dash: '7 3' },
  { color: 'var(--green)', dash: '2 3' },
  { color: 'var(--purple)', dash: '9 3 2 3' },
  { color: 'var(--orange)', dash: '5 2' },
  { color: 'var(--sky)', dash: '14 3' },
  { color: 'currentColor', dash: '4 2 1 2' },
] as const;

/** The k-th colour and dash pattern; they repeat after seven. */
export function lineStyle(k: number): { readonly color: string; readonly dash?: string } {
  return styles[k % styles.length];
}
