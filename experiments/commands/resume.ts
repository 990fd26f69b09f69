import { describeRun } from '../runs/describeRun.js';
import { checkpointSecondsOption, memoryOption, workersOption } from '../terminal/optionParsers.js';
import { act, type Register } from '../terminal/outcome.js';
import { executorOn } from '../runs/executorOn.js';
import type { RunControl, TrainedRun } from '../runs/session.js';
import { resumeRun } from '../runs/trainRun.js';
import { liveOption, watchLive } from '../live/watchLive.js';
import { watchTraining } from '../terminal/watchTraining.js';

interface Options {
  readonly checkpointEvery?: number;
  readonly workers?: number;
  readonly memory?: number;
  readonly live?: boolean;
}

export const registerResume: Register = (program, finish) => {
  const command = program
    .command('resume')
    .description('Go on with a training that was interrupted; it ends in the same bits.')
    .argument('<run>', 'the run folder')
    .addOption(checkpointSecondsOption())
    .addOption(workersOption())
    .addOption(memoryOption())
    .addOption(liveOption())
    .addHelpText('after', '\nExamples:\n  wnae resume runs/wnae-ttbar_boosted-0');
  act(command, finish, async ({ checkpointEvery, workers, memory, live }: Options, run: string) => {
    const train = (control: RunControl): Promise<TrainedRun> =>
      resumeRun(run, {
        ...control,
        checkpointSeconds: checkpointEvery,
        executor: executorOn(workers),
        memory,
      });
    return describeRun(
      await watchTraining('', (control) =>
        live === true ? watchLive(control, train) : train(control),
      ),
    );
  });
};
