import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { BLOCK_ENTRIES } from '../../experiments/files/columnFile.js';
import { npyHeader, readNpy } from '../../lib/io/index.js';
import { cli, temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';

const JETS = 10_000_000;
const BLOCK = 500_000;
const FEW = 1000;
const FEATURES = 8;
const MiB = 1 << 20;

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

/** Jets of block `k`, cheap to make and different everywhere. */
function block(k: number): Float64Array {
  let state = k + 1;
  return Float64Array.from({ length: BLOCK * FEATURES }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 6 - 3;
  });
}

before(() => {
  writeCloud(at('jets.npy'), 300, FEATURES);
  writeFileSync(at('tiny.json'), JSON.stringify({ ...tinyConfig, epochs: 1 }));
  const train = [
    'train',
    '--model',
    'ae',
    '--config',
    'tiny.json',
    '--data',
    'jets.npy',
    '--out',
    'run',
  ];
  assert.equal(wnae(train, folder).code, 0);
});

/** Runs the command line; its peak memory in MiB and what it printed. */
function peakOf(...args: readonly string[]): { peak: number; seconds: number; out: string } {
  const program = `
    process.argv = ['node', 'wnae', ...${JSON.stringify(args)}];
    process.on('exit', () => {
      const peak = /VmHWM:\\s+(\\d+)/.exec(require('node:fs').readFileSync('/proc/self/status', 'utf8'));
      process.stderr.write('\\npeak ' + peak[1] + '\\n');
    });
    import(${JSON.stringify(cli)});`;
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const peak = Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024;
  return { peak, seconds: (performance.now() - began) / 1000, out: stdout };
}

/**
 * What `evaluate` may take beyond what it takes for a few jets, in MiB, for a file of which `held` bytes are read at
 * once (docs/files.md): these as float64; three copies of one column of them while it is read (as stored, decompressed,
 * decoded); a block as columns, as rows and preprocessed; and what each of the `threads` has let go of and V8 has not
 * collected yet, which it does at the latest with 64 MiB of array buffers and, for a heap as small as these,
 * as much of objects in the thread that reads.
 */
function allowance(held: number, threads: number): number {
  const block = BLOCK_ENTRIES * FEATURES * 8;
  return (held + (3 * held) / FEATURES + 3 * block) / MiB + 64 * threads + (held > 0 ? 64 : 0);
}

function scoreAndEvaluate(t: TestContext, file: string, few: string, allowed: number): Buffer {
  const score = peakOf('score', 'run', file, '--out', 'scores.npy', '--json');
  assert.equal((JSON.parse(score.out) as { n: number }).n, JETS);
  const scores = readFileSync(at('scores.npy'));
  rmSync(at('scores.npy'));
  const evaluate = peakOf('evaluate', 'run', '--signal', file, '--json');
  const least = peakOf('evaluate', 'run', '--signal', few, '--json').peak;
  const size = statSync(at(file)).size / MiB;
  t.diagnostic(
    `${file}, ${size.toFixed(0)} MiB: score ${score.peak.toFixed(0)} MiB in ${score.seconds.toFixed(0)} s, ` +
      `evaluate ${evaluate.peak.toFixed(0)} MiB in ${evaluate.seconds.toFixed(0)} s; ` +
      `evaluate of ${FEW} jets ${least.toFixed(0)} MiB, allowed beyond ${allowed.toFixed(0)} MiB`,
  );
  assert.ok(evaluate.peak < least + allowed, `evaluate ${evaluate.peak}`);
  // the scores, in parts and joined
  assert.ok(score.peak < least + allowed + 16 * (JETS / MiB), `score ${score.peak}`);
  return scores;
}

const skip = process.platform === 'linux' ? false : 'peak memory is read from /proc';
let fromNpy: Buffer | null = null;

test('10,000,000 jets in a .npy file are scored and evaluated in bounded memory', { skip }, (t) => {
  const write = (name: string, jets: number): void => {
    const file = openSync(at(name), 'w');
    writeSync(file, npyHeader('f8', [jets, FEATURES]));
    for (let k = 0; k < jets / BLOCK; k++) {
      const rows = block(k).subarray(0, jets * FEATURES);
      writeSync(file, new Uint8Array(rows.buffer, 0, rows.byteLength));
    }
    closeSync(file);
  };
  write('few.npy', FEW);
  write('big.npy', JETS);
  fromNpy = scoreAndEvaluate(t, 'big.npy', 'few.npy', allowance(0, 1));
  rmSync(at('big.npy'));
  assert.deepEqual(readNpy(fromNpy).shape, [JETS]);
});

test('10,000,000 jets in a Parquet file give the same scores in bounded memory', { skip }, (t) => {
  const schema = [
    { name: 'root', num_children: FEATURES },
    ...Array.from({ length: FEATURES }, (_, k) => ({
      name: `x${k}`,
      type: 'DOUBLE' as const,
      repetition_type: 'REQUIRED' as const,
    })),
  ];
  const write = (name: string, jets: number): void => {
    const writer = new ParquetWriter({ writer: fileWriter(at(name)), schema });
    for (let k = 0; k < jets / BLOCK; k++) {
      const rows = block(k);
      const length = Math.min(BLOCK, jets);
      writer.write({
        columnData: Array.from({ length: FEATURES }, (_, column) => ({
          name: `x${column}`,
          data: Float64Array.from({ length }, (_, row) => rows[row * FEATURES + column]),
        })),
        rowGroupSize: BLOCK,
      });
    }
    writer.finish();
  };
  write('few.parquet', FEW);
  write('big.parquet', JETS);
  const rowGroup = BLOCK * FEATURES * 8;
  const scores = scoreAndEvaluate(t, 'big.parquet', 'few.parquet', allowance(rowGroup, 2));
  rmSync(at('big.parquet'));
  assert.ok(fromNpy !== null && scores.equals(fromNpy));
});
