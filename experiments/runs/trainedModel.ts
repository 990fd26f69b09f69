import type { Autoencoder, TrainingState } from '../../algorithms/index.js';
import { readStateDict } from '../export/stateDict.js';
import { prepareJets, type PreparedJets } from '../jets/preparedJets.js';
import type { RunConfig } from './configFile.js';
import { RunFolder, type CheckpointName } from './runFolder.js';
import { Transform } from '../jets/transform.js';

/** A model of a run, with what it takes to use it. */
export interface TrainedModel {
  readonly run: string;
  /** which model it is, in words */
  readonly title: string;
  readonly config: RunConfig;
  readonly state: TrainingState;
  readonly model: Autoencoder;
  readonly epoch: number;
  readonly transform: Transform;
  /** names of the features, or x0, x1, … */
  readonly features: readonly string[];
}

/**
 * The chosen (`best`) or the latest model of a run folder; with `weights` these, of a safetensors file
 * (see `readStateDict`), in its place.
 */
export function openModel(
  path: string,
  name: CheckpointName = 'best',
  weights?: string,
): TrainedModel {
  const folder = RunFolder.open(path);
  const { config } = folder;
  const { state, transform } = folder.readCheckpoint(name);
  const features = config.data.features;
  return {
    run: path,
    title: weights === undefined ? `${path}, epoch ${state.epoch}` : `${weights} for ${path}`,
    config,
    state,
    model: weights === undefined ? state.model : readStateDict(weights, config, features.length),
    epoch: state.epoch,
    transform: Transform.restore(transform),
    features,
  };
}

/** The jets a run was trained, validated and tested with, in the same parts. */
export function jetsOfRun({ config, transform }: TrainedModel): PreparedJets {
  return prepareJets(config, config.data, transform.state);
}
