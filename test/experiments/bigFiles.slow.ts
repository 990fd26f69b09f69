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
import { npyHeader, readNpy } from '../../lib/io/index.js';
import { cli, temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';

const JETS = 10_000_000;
const BLOCK = 500_000;
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

function scoreAndEvaluate(t: TestContext, file: string): Buffer {
  const score = peakOf('score', 'run', file, '--out', 'scores.npy', '--json');
  assert.equal((JSON.parse(score.out) as { n: number }).n, JETS);
  const scores = readFileSync(at('scores.npy'));
  rmSync(at('scores.npy'));
  const evaluate = peakOf('evaluate', 'run', '--signal', file, '--json');
  const size = statSync(at(file)).size / MiB;
  t.diagnostic(
    `${file}, ${size.toFixed(0)} MiB: score ${score.peak.toFixed(0)} MiB in ${score.seconds.toFixed(0)} s, ` +
      `evaluate ${evaluate.peak.toFixed(0)} MiB in ${evaluate.seconds.toFixed(0)} s`,
  );
  // 8 bytes a jet, twice while they are joined; a block, the engine, and what it has compiled
  assert.ok(score.peak < 16 * (JETS / MiB) + 450, `score ${score.peak}`);
  assert.ok(evaluate.peak < 550, `evaluate ${evaluate.peak}`);
  return scores;
}

const skip = process.platform === 'linux' ? false : 'peak memory is read from /proc';
let fromNpy: Buffer | null = null;

test('10,000,000 jets in a .npy file are scored and evaluated in bounded memory', { skip }, (t) => {
  const file = openSync(at('big.npy'), 'w');
  writeSync(file, npyHeader('f8', [JETS, FEATURES]));
  for (let k = 0; k < JETS / BLOCK; k++) writeSync(file, new Uint8Array(block(k).buffer));
  closeSync(file);
  fromNpy = scoreAndEvaluate(t, 'big.npy');
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
  const writer = new ParquetWriter({ writer: fileWriter(at('big.parquet')), schema });
  for (let k = 0; k < JETS / BLOCK; k++) {
    const rows = block(k);
    writer.write({
      columnData: Array.from({ length: FEATURES }, (_, column) => ({
        name: `x${column}`,
        data: Float64Array.from({ length: BLOCK }, (_, row) => rows[row * FEATURES + column]),
      })),
      rowGroupSize: BLOCK,
    });
  }
  writer.finish();
  const scores = scoreAndEvaluate(t, 'big.parquet');
  rmSync(at('big.parquet'));
  assert.ok(fromNpy !== null && scores.equals(fromNpy));
});
