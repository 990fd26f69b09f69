import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileError } from '../terminal/failure.js';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** One epoch of a run; null or empty where the line of `metrics.jsonl` does not say. */
export interface Epoch {
  readonly epoch: number;
  readonly loss: number | null;
  /** mean energy of the validation jets, E₊, and of the model's samples, E₋ */
  readonly positive: number | null;
  readonly negative: number | null;
  readonly wasserstein: number | null;
  /** transport cost between the model's samples and jets of a signal */
  readonly signalWasserstein: number | null;
  /** AUC by signal; empty where none was measured */
  readonly auc: Readonly<Record<string, number>>;
  readonly meanAuc: number | null;
}

/** What a run folder tells, as far as it goes: a report is also wanted of runs cut short. */
export interface Run {
  readonly folder: string;
  readonly name: string;
  readonly model: string;
  readonly seed: number | null;
  readonly config: JsonObject;
  readonly manifest: JsonObject;
  readonly summary: JsonObject;
  readonly nullFloor: number | null;
  /** ascending, each once */
  readonly epochs: readonly Epoch[];
  /** sentences on what is missing or unreadable */
  readonly remarks: readonly string[];
}

/**
 * Reads a run folder.
 *
 * @throws Error where there is no folder, or one with neither `config.json` nor `metrics.jsonl`
 */
export function readRun(folder: string): Run {
  const path = (file: string): string => join(folder, file);
  if (!existsSync(path('config.json')) && !existsSync(path('metrics.jsonl'))) {
    throw new Error(`report: expected config.json or metrics.jsonl in ${folder}, found neither`);
  }
  const remarks: string[] = [];
  const config = readObject(path('config.json'), remarks);
  const manifest = readObject(path('manifest.json'), remarks);
  const hasSummary = existsSync(path('summary.json'));
  const summary = hasSummary ? readObject(path('summary.json'), remarks) : {};
  const epochs = readEpochs(path('metrics.jsonl'), remarks);
  if (epochs.length === 0) remarks.push('metrics.jsonl holds no epoch.');
  const { status } = manifest;
  if (status === 'running') remarks.push('The training had not ended when this was written.');
  if (status === 'interrupted') remarks.push('The training was interrupted.');
  if (status === 'failed') remarks.push('The training failed after its last epoch here.');
  return {
    folder,
    name: basename(resolve(folder)),
    model: typeof config.model === 'string' ? config.model : 'unknown model',
    seed: finite(config.seed) ?? finite(manifest.seed),
    config,
    manifest,
    summary,
    nullFloor: finite(manifest.nullFloor),
    epochs,
    remarks,
  };
}

/** The value if it is a finite number, else null. */
export function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The value if it is a JSON object, else an empty one. */
export function objectOr(value: unknown): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : {};
}

/** The AUCs of an object that may name them, numbers only. */
export function aucOf(value: unknown): Pick<Epoch, 'auc' | 'meanAuc'> {
  const { auc, meanAuc } = objectOr(value);
  const named = Object.entries(objectOr(auc))
    .map(([signal, area]) => [signal, finite(area)] as const)
    .filter((entry): entry is readonly [string, number] => entry[1] !== null);
  const total = named.reduce((sum, [, area]) => sum + area, 0);
  const mean = named.length === 0 ? null : total / named.length;
  return { auc: Object.fromEntries(named), meanAuc: finite(meanAuc) ?? mean };
}

function readObject(path: string, remarks: string[]): JsonObject {
  if (!existsSync(path)) {
    remarks.push(`There is no ${basename(path)}.`);
    return {};
  }
  try {
    return objectOr(JSON.parse(readText(path)));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    remarks.push(`${basename(path)} is not JSON and was left out.`);
    return {};
  }
}

function readEpochs(path: string, remarks: string[]): Epoch[] {
  if (!existsSync(path)) return [];
  // a line that comes again, after a training was resumed, replaces the earlier one
  const byEpoch = new Map<number, Epoch>();
  const lines = readText(path).split('\n');
  lines.forEach((line, k) => {
    if (line.trim() === '') return;
    const epoch = parseEpoch(line);
    if (epoch !== null) byEpoch.set(epoch.epoch, epoch);
    else {
      const cut = k === lines.length - 1;
      remarks.push(
        cut
          ? 'The last line of metrics.jsonl is incomplete and was left out.'
          : `Line ${k + 1} of metrics.jsonl is no epoch and was left out.`,
      );
    }
  });
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch);
}

function parseEpoch(line: string): Epoch | null {
  let value: JsonObject;
  try {
    value = objectOr(JSON.parse(line));
  } catch {
    return null;
  }
  const epoch = finite(value.epoch);
  if (epoch === null) return null;
  const { positiveEnergy, negativeEnergy, wasserstein } = objectOr(value.validation);
  return {
    epoch,
    loss: finite(value.trainingLoss),
    positive: finite(positiveEnergy),
    negative: finite(negativeEnergy),
    wasserstein: finite(wasserstein),
    signalWasserstein: finite(objectOr(value.samples).signalWasserstein),
    ...aucOf(value),
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError('read', path, error);
  }
}
