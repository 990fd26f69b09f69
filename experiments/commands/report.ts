import { join } from 'node:path';
import { checkOutput } from '../terminal/outputFile.js';
import { act, type Register } from '../terminal/outcome.js';
import { writeReport } from '../report/index.js';
import { RunFolder } from '../runs/runFolder.js';
import { writeRunEvents } from '../tensorboard/runEvents.js';

interface Options {
  readonly out?: string;
  readonly tensorboard?: string;
}

export const registerReport: Register = (program, finish) => {
  const command = program
    .command('report')
    .description('Write one self-contained HTML file with the figures of some runs.')
    .argument('<run...>', 'run folders')
    .option('--out <file>', 'default: report.html in the (first) run folder')
    .option(
      '--tensorboard <folder>',
      'also write the epochs as TensorBoard event files, one folder a run',
    )
    .addHelpText(
      'after',
      `
Examples:
  wnae report runs/quick/*-0 --out comparison.html
  wnae report runs/mine --tensorboard logs      then: tensorboard --logdir logs`,
    );
  act(command, finish, async ({ out, tensorboard }: Options, runs: readonly string[]) => {
    const opened = runs.map((run) => RunFolder.open(run));
    const folders = opened.map(({ path }) => path);
    const file = out ?? join(folders[0], 'report.html');
    checkOutput(file, ['.html'], runs);
    const events =
      tensorboard === undefined ? [] : opened.map((run) => writeRunEvents(run, tensorboard));
    await writeReport(folders, file);
    return { json: { report: file, runs: folders, events }, text: [file, ...events].join('\n') };
  });
};
