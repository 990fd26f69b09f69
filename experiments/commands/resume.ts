import { describeRun } from '../runs/describeRun.js';
import { checkpointSecondsOption, memoryOption } from '../terminal/optionParsers.js';
import { act, type Register } from '../terminal/outcome.js';
import { resumeRun } from '../runs/trainRun.js';
import { watchTraining } from '../terminal/watchTraining.js';

interface Options {
  readonly checkpointEvery?: number;
  readonly memory?: number;
}

export const registerResume: Register = (program, finish) => {
  const command = program
    .command('resume')
    .description('Go on with a training that was interrupted; it ends in the same bits.')
    .argument('<run>', 'the run folder')
    .addOption(checkpointSecondsOption())
    .addOption(memoryOption())
    .addHelpText('after', '\nExamples:\n  wnae resume runs/wnae-ttbar_boosted-0');
  act(command, finish, async ({ checkpointEvery, memory }: Options, run: string) =>
    describeRun(
      await watchTraining('', (control) =>
        resumeRun(run, { ...control, checkpointSeconds: checkpointEvery, memory }),
      ),
    ),
  );
};
