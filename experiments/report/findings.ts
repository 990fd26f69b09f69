import { html, type Html } from './html.js';
import { showAucs, showEpochs, showNumber } from './numbers.js';
import { meanSpread } from './meanSpread.js';
import type { Run } from './run.js';
import type { RunGroup } from './runGroup.js';

/** E₊ or E₋ grown by this factor since the first epoch is a divergence. */
const DIVERGED = 100;
/** W at the end above its minimum by this factor is a collapse, below it stability. */
const COLLAPSED = 1.5;
const STABLE = 1.25;
/** Share by which the error must fall, and AUC by which detection must, to speak of a fall. */
const ERROR_FALL = 0.1;
const AUC_FALL = 0.02;

type Outcome = 'diverges' | 'collapses' | 'forgets' | 'stable' | 'other';

interface At {
  readonly epoch: number;
  readonly value: number;
}

/** What a run's curves come to; every pair is [first, last] of the epochs that have the value. */
interface Facts {
  readonly outcome: Outcome;
  readonly error: readonly [At, At] | null;
  readonly auc: readonly [At, At] | null;
  readonly wasserstein: readonly [At, At] | null;
  readonly leastW: At | null;
  readonly lastLoss: At | null;
  readonly negativeLoss: At | null;
  readonly highestAuc: At | null;
  /** E₊ at the epoch of the highest AUC, and at the last */
  readonly errorSincePeak: readonly [At, At] | null;
  readonly epochs: number;
}

/** One sentence or two on what happened, from the numbers alone. */
export function finding(group: RunGroup): Html {
  const facts = group.runs.filter((run) => run.epochs.length > 0).map(factsOf);
  if (facts.length === 0) return html`<b>${group.label}</b> has no epochs to speak of.`;
  const outcomes = [...new Set(facts.map((fact) => fact.outcome))];
  const parts = outcomes.map((outcome) => {
    const members = facts.filter((fact) => fact.outcome === outcome);
    const what = `${sentence(outcome, members)}.`;
    return outcomes.length === 1 ? what : `In ${members.length} of ${facts.length} runs it ${what}`;
  });
  const colon = outcomes.length === 1 ? '' : ':';
  return html`<b>${group.label}</b>${colon} ${parts.join(' ')}${detection(group, facts)}`;
}

function sentence(outcome: Outcome, facts: readonly Facts[]): string {
  const auc = fall(facts, (fact) => fact.auc);
  const error = fall(facts, (fact) => fact.error);
  const least = range(facts.map((fact) => fact.leastW));
  const end = range(facts.map((fact) => fact.wasserstein?.[1]));
  const lengths = facts.map((fact) => fact.epochs);
  const length = `${Math.min(...lengths)} epochs`;
  switch (outcome) {
    case 'diverges': {
      const turns = facts.flatMap(({ negativeLoss }) => negativeLoss?.epoch ?? []);
      const negative =
        turns.length === facts.length && facts.every(({ lastLoss }) => (lastLoss?.value ?? 0) < 0)
          ? `its loss turns negative at ${showEpochs(turns)} and ends at ` +
            range(facts.map((fact) => fact.lastLoss))
          : `its energies grow more than ${DIVERGED}-fold`;
      const rises = facts.every(
        ({ leastW, wasserstein: w }) => leastW !== null && w !== null && w[1].value > leastW.value,
      );
      return `diverges: ${negative}${rises ? `; W rises from its minimum of ${least} to ${end}` : ''}`;
    }
    case 'collapses':
      return `collapses: W rises from its minimum of ${least} to ${end} without the energies diverging`;
    case 'forgets': {
      const from = showEpochs(facts.flatMap(({ highestAuc }) => highestAuc?.epoch ?? []));
      return (
        `reconstructs better and detects worse from ${from} on: the reconstruction error falls ` +
        `from ${fall(facts, (fact) => fact.errorSincePeak)}, the mean AUC from ` +
        fall(facts, aucSincePeak)
      );
    }
    case 'stable': {
      const w = fall(facts, (fact) => fact.wasserstein);
      return `is stable over ${length}: W goes from ${w} and ends near its minimum of ${least}, the mean AUC from ${auc}`;
    }
    case 'other':
      return `goes from ${error} in E₊ and from ${auc} in mean AUC`;
  }
}

/** What the chosen checkpoint detects, beside the best that any epoch of the run did. */
function detection(group: RunGroup, facts: readonly Facts[]): string {
  const chosen = meanSpread(group.chosen.map((at) => at.meanAuc));
  const highest = meanSpread(facts.map((fact) => fact.highestAuc?.value));
  if (chosen === null || highest === null) return '';
  const kept = ` Mean AUC ${showAucs(chosen)} at the chosen epoch`;
  const told = facts.every((fact) => fact.outcome === 'forgets');
  if (told || highest.mean - chosen.mean <= AUC_FALL) return `${kept}.`;
  const epochs = facts.flatMap(({ highestAuc }) => (highestAuc === null ? [] : [highestAuc.epoch]));
  return (
    `${kept}; the highest of the training, ${showAucs(highest)} at ${showEpochs(epochs)}, could have ` +
    'been picked only by looking at the signals.'
  );
}

function factsOf(run: Run): Facts {
  const series = (pick: (epoch: Run['epochs'][number]) => number | null): At[] =>
    run.epochs.flatMap((epoch) => {
      const value = pick(epoch);
      return value === null ? [] : [{ epoch: epoch.epoch, value }];
    });
  const loss = series((epoch) => epoch.loss);
  const auc = series((epoch) => epoch.meanAuc);
  const energies = [series((epoch) => epoch.positive), series((epoch) => epoch.negative)];
  const w = series((epoch) => epoch.wasserstein);
  const least = w.reduce<At | null>((a, b) => (a === null || b.value < a.value ? b : a), null);
  const highest = auc.reduce<At | null>((a, b) => (a === null || b.value > a.value ? b : a), null);
  const errors = energies[0];
  const atPeak = errors.findLast((at) => at.epoch <= (highest?.epoch ?? 0)) ?? errors.at(0);
  const facts = {
    error: ends(errors),
    auc: ends(auc),
    wasserstein: ends(w),
    leastW: least,
    lastLoss: loss.at(-1) ?? null,
    negativeLoss: loss.find((at) => at.value < 0) ?? null,
    highestAuc: highest,
    errorSincePeak: atPeak === undefined ? null : ([atPeak, errors[errors.length - 1]] as const),
    epochs: run.epochs[run.epochs.length - 1].epoch,
  };
  const grown = energies.some((energy) => {
    const [first, last] = ends(energy) ?? [];
    return first !== undefined && last !== undefined && last.value > DIVERGED * first.value;
  });
  return { ...facts, outcome: grown ? 'diverges' : bounded(run, facts) };
}

/** The outcome of a run whose energies stay finite. */
function bounded(run: Run, facts: Omit<Facts, 'outcome'>): Outcome {
  const { wasserstein, leastW, errorSincePeak: error } = facts;
  if (run.model !== 'ae' && wasserstein !== null && leastW !== null) {
    const rise = wasserstein[1].value / leastW.value;
    if (rise >= COLLAPSED) return 'collapses';
    if (rise <= STABLE && facts.epochs > 1) return 'stable';
  }
  const auc = aucSincePeak(facts);
  const errorFell = error !== null && error[1].value < (1 - ERROR_FALL) * error[0].value;
  return errorFell && auc !== null && auc[1].value < auc[0].value - AUC_FALL ? 'forgets' : 'other';
}

function aucSincePeak({
  highestAuc,
  auc,
}: Pick<Facts, 'highestAuc' | 'auc'>): readonly [At, At] | null {
  return highestAuc === null || auc === null ? null : [highestAuc, auc[1]];
}

function ends(series: readonly At[]): readonly [At, At] | null {
  return series.length === 0 ? null : [series[0], series[series.length - 1]];
}

/** `1.10 to 0.0111`, over several runs from range to range. */
function fall(facts: readonly Facts[], pick: (fact: Facts) => readonly [At, At] | null): string {
  const pairs = facts.map(pick);
  return `${range(pairs.map((pair) => pair?.[0]))} to ${range(pairs.map((pair) => pair?.[1]))}`;
}

/** The value of one run, or least and greatest of several. */
function range(values: readonly (At | null | undefined)[]): string {
  const known = values.flatMap((at) => (at === null || at === undefined ? [] : [at.value]));
  if (known.length === 0) return 'an unknown value';
  const [least, greatest] = [Math.min(...known), Math.max(...known)].map((value) =>
    showNumber(value),
  );
  if (least === greatest) return least;
  return known.some((value) => value < 0)
    ? `${least} … ${greatest}`
    : `${least}\u2060–\u2060${greatest}`;
}
