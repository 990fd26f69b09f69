import fc from 'fast-check';
import type { EmdOptions, TransportProblem } from '../../lib/transport/index.js';
import type { Family } from './transportFamily.js';
import { cook, recipes } from './transportFamilies.js';
import type { Verdict } from './transportVerdict.js';
import { judge } from './transportVerdict.js';

/** Runs families of problems against the exact optimum and keeps count. */
export class Tally {
  private readonly verdicts = new Map<string, Verdict[]>();

  /** Judges `count` problems of a family; a failure prints the recipe, seed and path that replay it. */
  run(family: Family, count: number, options?: (problem: TransportProblem) => EmdOptions): void {
    fc.assert(
      fc.property(recipes(family), (recipe) => {
        const problem = cook(family, recipe);
        this.note(family.name, judge(problem, family.integral, options?.(problem)));
      }),
      { numRuns: count },
    );
  }

  note(family: string, verdict: Verdict): void {
    const mine = this.verdicts.get(family);
    if (mine) mine.push(verdict);
    else this.verdicts.set(family, [verdict]);
  }

  get total(): number {
    return [...this.verdicts.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /**
   * One line a family: problems, infeasible ones, largest error and gap as a share of what is paid, problems
   * with a gap above 1e-12 of it.
   */
  *lines(): Iterable<string> {
    for (const [name, verdicts] of this.verdicts) {
      const paying = verdicts.filter(({ paid }) => paid > 1e-290);
      const worst = (of: (verdict: Verdict) => number): string =>
        paying
          .reduce((most, verdict) => Math.max(most, of(verdict) / verdict.paid), 0)
          .toExponential(1);
      const wide = verdicts.filter(({ gap, paid }) => gap > 1e-12 * paid + 1e-300).length;
      const infeasible = verdicts.filter(({ feasible }) => !feasible).length;
      yield (
        `${name}: ${verdicts.length}, infeasible ${infeasible}, error ≤ ${worst((v) => v.error)}, ` +
        `gap ≤ ${worst((v) => v.gap)} (${wide} above 1e-12)`
      );
    }
  }
}
