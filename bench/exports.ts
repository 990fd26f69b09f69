/**
 * How far the scores of exported models are from ours, in ulps of ours: ONNX Runtime (WebAssembly) and,
 * where `/usr/bin/python3` has it, PyTorch, beside the bound on what rounding can do in any order of
 * summation. The default network after one epoch on the embedded jets; scored are those of one signal.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { resolveConfig, scores } from '../algorithms/index.js';
import { encodeOnnx } from '../experiments/export/onnx.js';
import { onnxGraph } from '../experiments/export/onnxModel.js';
import { stateDict } from '../experiments/export/stateDict.js';
import { DEFAULT_DATA, loadJets } from '../experiments/jets/jetSource.js';
import { openModel } from '../experiments/runs/trainedModel.js';
import { trainRun } from '../experiments/runs/trainRun.js';
import { readNpy, writeNpy, writeSafetensors } from '../lib/io/index.js';
import type { Floats } from '../lib/tensor/index.js';
import { forwardBound } from '../test/support/forwardBound.js';

const folder = mkdtempSync(join(tmpdir(), 'wnae-exports-'));
const file = (name: string): string => join(folder, name);
const significandBits = { float64: 52, float32: 23 };

for (const dtype of ['float64', 'float32'] as const) {
  const config = resolveConfig({ model: 'ae', dtype, epochs: 1 });
  await trainRun({ config, data: DEFAULT_DATA, out: file(dtype) });
  const trained = openModel(file(dtype));
  const { model, transform } = trained;
  const { values, columns } = loadJets({ source: 'svj_m2000_r03' });
  const seen = transform.apply(values);
  const jets: Floats = dtype === 'float64' ? seen : Float32Array.from(seen);
  const ours = scores(model, seen, columns, dtype);
  const ulps = Array.from(ours, (e) => 2 ** (Math.floor(Math.log2(e)) - significandBits[dtype]));
  const errors = Array.from(ours, (_, k) => {
    const row = Array.from(jets.subarray(k * columns, (k + 1) * columns));
    return forwardBound(model, row, 2 ** -(significandBits[dtype] + 1)).energy;
  });
  const compare = (name: string, theirs: Floats): void => {
    const off = Array.from(ours, (e, k) => Math.abs(theirs[k] - e));
    const largest = Math.max(...off.map((d, k) => d / ulps[k]));
    const share = Math.max(...off.map((d, k) => d / (2 * errors[k])));
    const same = off.filter((d) => d === 0).length;
    console.log(
      `${dtype}  ${name}  ${ours.length} jets: ${((100 * same) / ours.length).toFixed(1)} % the same bits, ` +
        `at most ${largest.toFixed(0)} ulps apart, at most ${(100 * share).toFixed(1)} % of the bound`,
    );
  };

  ort.env.wasm.numThreads = 1;
  const nobody = { producer: 'bench', version: '0', description: '', metadata: {} };
  const graph = encodeOnnx(onnxGraph(trained, 'energy'), nobody);
  const session = await ort.InferenceSession.create(graph, { executionProviders: ['wasm'] });
  const input = new ort.Tensor(dtype, jets, [ours.length, columns]);
  compare('ONNX Runtime', (await session.run({ preprocessed: input })).energy.data as Floats);

  writeFileSync(file('jets.npy'), writeNpy({ shape: [ours.length, columns], data: seen }));
  writeFileSync(file('weights.safetensors'), writeSafetensors(stateDict(model)));
  const script = join(import.meta.dirname, '../../experiments/peers/torch_scores.py');
  const weights = ['--weights', file('weights.safetensors')];
  const peer = spawnSync('/usr/bin/python3', [script, file('jets.npy'), file('e.npy'), ...weights]);
  if (peer.status === 0)
    compare('PyTorch     ', readNpy(readFileSync(file('e.npy'))).data as Floats);
  else console.log('PyTorch is missing under /usr/bin/python3: no peer in this run');
}
rmSync(folder, { recursive: true });
