import { join } from 'node:path';
import { act, type Register } from '../terminal/outcome.js';
import { writeReport } from '../report/index.js';
import { RunFolder } from '../runs/runFolder.js';

export const registerReport: Register = (program, finish) => {
  const command = program
    .command('report')
    .description('Write one self-contained HTML file with the figures of some runs.')
    .argument('<run...>', 'run folders')
    .option('--out <file>', 'default: report.html in the (first) run folder')
    .addHelpText('after', '\nExamples:\n  wnae report runs/quick/*-0 --out comparison.html');
  act(command, finish, async ({ out }: { out?: string }, runs: readonly string[]) => {
    const folders = runs.map((run) => RunFolder.open(run).path);
    const file = out ?? join(folders[0], 'report.html');
    await writeReport(folders, file);
    return { json: { report: file, runs: folders }, text: file };
  });
};
