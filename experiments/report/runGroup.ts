import {
  chosenEpoch,
  criterionOf,
  lastEpoch,
  type Criterion,
  type Measured,
} from './chosenEpoch.js';
import { meanSpread, type MeanSpread } from './meanSpread.js';
import { objectOr, type Json, type JsonObject, type Run } from './run.js';

/** Runs that differ in nothing but their seed. */
export interface RunGroup {
  readonly label: string;
  readonly model: string;
  readonly criterion: Criterion;
  /** what it was trained on */
  readonly source: string | null;
  readonly runs: readonly Run[];
  /** one per run that has epochs */
  readonly chosen: readonly Measured[];
  readonly last: readonly Measured[];
  readonly nullFloor: MeanSpread | null;
}

/** Gathers runs by their configuration without seed, in the order in which they first appear. */
export function groupRuns(runs: readonly Run[]): RunGroup[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    // without a configuration there is nothing that shows two runs to be alike
    const alike = run.config.model !== undefined;
    const id = alike ? canonical({ ...run.config, seed: null }) : run.folder;
    groups.set(id, [...(groups.get(id) ?? []), run]);
  }
  const all = [...groups.values()];
  const present = <T>(values: readonly (T | null)[]): T[] => values.filter((v) => v !== null);
  return all.map((members) => ({
    label: labelOf(members, all),
    model: members[0].model,
    criterion: criterionOf(members[0]),
    source: sourceOf(members[0]),
    runs: members,
    chosen: present(members.map(chosenEpoch)),
    last: present(members.map(lastEpoch)),
    nullFloor: meanSpread(members.map((run) => run.nullFloor)),
  }));
}

/** All leaves of a JSON object by their dotted path, in the object's order. */
export function leaves(value: Json | undefined, path = ''): [string, string][] {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    return Object.entries(objectOr(value)).flatMap(([key, part]) =>
      leaves(part, path === '' ? key : `${path}.${key}`),
    );
  }
  return [[path, typeof value === 'string' ? value : JSON.stringify(value ?? null)]];
}

/** The model's name, with the settings in which it differs from other groups of the same model. */
function labelOf(members: readonly Run[], groups: readonly (readonly Run[])[]): string {
  const { model, config, name } = members[0];
  const title = modelTitle(model);
  const rivals = groups.map(([run]) => run).filter((run) => run.model === model);
  if (config.model === undefined) return groups.length > 1 ? `${name} (${title})` : title;
  if (rivals.length === 1) return title;
  const words = rivals.map(kindOf);
  if (new Set(words).size === rivals.length) {
    const kind = kindOf(members[0]);
    return kind === '' ? title : `${title} (${kind})`;
  }
  const settings = rivals.map((run) => new Map(leaves(run.config)));
  const own = leaves(config).filter(
    ([key, value]) => key !== 'seed' && settings.some((other) => other.get(key) !== value),
  );
  return `${title} (${own.map(([key, value]) => `${key} ${value}`).join(', ')})`;
}

/** In a few words, by what models of one name mostly differ: the data, and the loss of an NAE. */
function kindOf(run: Run): string {
  const source = sourceOf(run);
  const { form } = objectOr(run.config.loss);
  const loss = run.model === 'nae' && typeof form === 'string' ? `loss ${form}` : '';
  const data = source === null || source === 'ttbar_boosted' ? '' : `trained on ${source}`;
  return [loss, data].filter((part) => part !== '').join(', ');
}

function sourceOf({ config }: Run): string | null {
  const { source } = objectOr(config.data);
  return typeof source === 'string' ? source : null;
}

/** `ae`, `nae` and `wnae` in capitals, as papers write them. */
export function modelTitle(model: string): string {
  return ['ae', 'nae', 'wnae'].includes(model) ? model.toUpperCase() : model;
}

function canonical(config: JsonObject): string {
  return JSON.stringify(leaves(config).sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}
