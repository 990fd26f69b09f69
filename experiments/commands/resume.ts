import { describeRun } from '../runs/describeRun.js';
import { checkpointSecondsOption, memoryOption, workersOption } from '../terminal/optionParsers.js';
import { act, type Register } from '../terminal/outcome.js';
import { executorOn } from '../runs/executorOn.js';
import { resumeRun } from '../runs/trainRun.js';
import { watchTraining } from '../terminal/watchTraining.js';

interface Options {
  readonly checkpointEvery?: number;
  readonly workers?: number;
  readonly memory?: number;
}

export const registerResume: Register = (program, finish) => {
  const command = program
    .command('resume')
    .description('Go on with a training that was interrupted; it ends in the same bits.')
    .argument('<run>', 'the run folder')
    .addOption(checkpointSecondsOption())
    .addOption(workersOption())
    .addOption(memoryOption())
    .addHelpText('after', '\nExamples:\n  wnae resume runs/wnae-ttbar_boosted-0');
  act(command, finish, async ({ checkpointEvery, workers, memory }: Options, run: string) =>
    describeRun(
      await watchTraining('', (control) =>
        resumeRun(run, {
          ...control,
          checkpointSeconds: checkpointEvery,
          executor: executorOn(workers),
          memory,
        }),
      ),
    ),
  );
};
