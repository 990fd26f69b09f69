import { basename, extname, join } from 'node:path';
import { Option } from 'commander';
import { resolveConfig } from '../../algorithms/index.js';
import { readConfigFile, withAssignments } from '../runs/configFile.js';
import { describeRun } from '../runs/describeRun.js';
import { isEmbedded, signalNames } from '../jets/jetSource.js';
import {
  assignment,
  checkpointSecondsOption,
  memoryOption,
  notNegativeInteger,
  positiveInteger,
  workersOption,
} from '../terminal/optionParsers.js';
import { act, type Register } from '../terminal/outcome.js';
import { executorOn } from '../runs/executorOn.js';
import type { RunControl, TrainedRun } from '../runs/session.js';
import { trainRun } from '../runs/trainRun.js';
import { liveOption, watchLive } from '../live/watchLive.js';
import { watchTraining } from '../terminal/watchTraining.js';

interface Options {
  readonly config?: string;
  readonly data?: string;
  readonly selection?: string;
  readonly model?: string;
  readonly seed?: number;
  readonly epochs?: number;
  readonly set?: readonly (readonly [string, unknown])[];
  readonly signal?: readonly string[];
  readonly evaluateEvery?: number;
  readonly out?: string;
  readonly checkpointEvery?: number;
  readonly workers?: number;
  readonly memory?: number;
  readonly force?: boolean;
  readonly live?: boolean;
}

export const registerTrain: Register = (program, finish) => {
  const command = program
    .command('train')
    .description('Train a model into a run folder.')
    .option('--config <file>', 'JSON with any of the settings; the rest are defaults')
    .option('--data <source>', 'an embedded sample, or a .npy, .npz, .csv or .safetensors file')
    .option('--selection <cut>', 'of an embedded sample: "st > 1300" (the default) or "none"')
    .addOption(new Option('--model <name>', 'default: wnae').choices(['wnae', 'nae', 'ae']))
    .option('--seed <n>', 'all that is random follows from it; default: 0', notNegativeInteger)
    .option('--epochs <n>', 'default: 100', positiveInteger)
    .option('--set <key=value>', 'any setting by its path, repeatable', assignment)
    .option('--signal <source...>', 'signals whose AUC is followed; default: the embedded ones')
    .option('--evaluate-every <n>', 'epochs between two AUCs; default: 10', positiveInteger)
    .option('--out <folder>', 'the run folder; default: runs/<model>-<data>-<seed>')
    .addOption(checkpointSecondsOption())
    .addOption(workersOption())
    .addOption(memoryOption())
    .addOption(liveOption())
    .option('--force', 'replace a run that is there already')
    .addHelpText(
      'after',
      `
Examples:
  wnae train
  wnae train --model nae --set loss.form=difference --epochs 120 --out runs/nae
  wnae train --data jets.npy --set optimiser.learningRate=3e-4 --set 'network.hidden=[32,16]'
  wnae train --config runs/nae/config.json --seed 1 --out runs/nae-1`,
    );
  act(command, finish, async (options: Options) => {
    const given = readConfigFile(options.config);
    const config = resolveConfig(
      withAssignments(given.config, [
        ...(['model', 'seed', 'epochs'] as const).flatMap((key) =>
          options[key] === undefined ? [] : [[key, options[key]] as const],
        ),
        ...(options.set ?? []),
      ]),
    );
    const source = options.data ?? given.data.source;
    const data = {
      source,
      // a cut in the file belongs to the file's data
      selection:
        options.selection ?? (options.data === undefined ? given.data.selection : undefined),
    };
    const name = basename(source, extname(source));
    const out = options.out ?? join('runs', `${config.model}-${name}-${config.seed}`);
    const train = (control: RunControl): Promise<TrainedRun> =>
      trainRun({
        ...control,
        checkpointSeconds: options.checkpointEvery,
        executor: executorOn(options.workers),
        memory: options.memory,
        config,
        data,
        out,
        force: options.force,
        signals:
          options.signal ?? given.evaluation.signals ?? (isEmbedded(source) ? signalNames : []),
        evaluateEvery: options.evaluateEvery ?? given.evaluation.every,
        command: `wnae ${process.argv.slice(2).join(' ')}`,
      });
    const run = await watchTraining(config.model, (control) =>
      options.live === true ? watchLive(control, train) : train(control),
    );
    return describeRun(run);
  });
};
