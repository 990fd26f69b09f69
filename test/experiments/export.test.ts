import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import * as ort from 'onnxruntime-web';
import {
  decode, encode, initAutoencoder, resolveConfig, scores, type Autoencoder,
} from '../../algorithms/index.js'; // prettier-ignore
import { encodeOnnx } from '../../experiments/export/onnx.js';
import { onnxGraph, type ModelPart } from '../../experiments/export/onnxModel.js';
import { message } from '../../experiments/export/protobuf.js';
import { readStateDict, stateDict } from '../../experiments/export/stateDict.js';
import { digestOfTensors } from '../../experiments/runs/digest.js';
import { openModel, type TrainedModel } from '../../experiments/runs/trainedModel.js';
import { trainRun } from '../../experiments/runs/trainRun.js';
import { readNpy, writeNpy, writeSafetensors } from '../../lib/io/index.js';
import { key, normal } from '../../lib/random/index.js';
import { cast, tensor, type Floats } from '../../lib/tensor/index.js';
import { forwardBound } from '../support/forwardBound.js';
import { temporaryFolder, wnae, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const PYTHON = '/usr/bin/python3';
const COLUMNS = 4;
const unitRoundoff = { float64: Number.EPSILON / 2, float32: 2 ** -24 };

const runs = {
  quantile: { preprocessing: { transform: 'quantile', quantiles: 50 } },
  'quantile-float32': { dtype: 'float32', preprocessing: { quantiles: 50 } },
  minmax: { preprocessing: { transform: 'minmax' } },
  'minmax-float32': { dtype: 'float32', preprocessing: { transform: 'minmax' } },
  raw: { preprocessing: { transform: 'none' } },
};

before(async () => {
  writeCloud(at('jets.npy'), 400, COLUMNS);
  for (const [name, settings] of Object.entries(runs)) {
    const network = { hidden: [9, 7], code: 2 };
    const config = resolveConfig({ model: 'ae', epochs: 2, validationSize: 32, batchSize: 32, network, ...settings }); // prettier-ignore
    await trainRun({ config, data: { source: at('jets.npy') }, out: at(name) });
  }
});

/** What a graph gives for rows [n, columns]. */
async function run(graph: Uint8Array, rows: Floats, columns: number): Promise<Floats> {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(graph, { executionProviders: ['wasm'] });
  const type = rows instanceof Float64Array ? 'float64' : 'float32';
  const input = new ort.Tensor(type, rows, [rows.length / columns, columns]);
  const outputs = await session.run({ [session.inputNames[0]]: input });
  return outputs[session.outputNames[0]].data as Floats;
}

function graphOf(trained: TrainedModel, part: ModelPart): Uint8Array {
  const nobody = { producer: 'test', version: '0', description: '', metadata: {} };
  return encodeOnnx(onnxGraph(trained, part), nobody);
}

/** 500 rows, and what the model sees of them. */
function rowsFor({ transform }: TrainedModel): { rows: Float64Array; seen: Float64Array } {
  const rows = normal(key(77), 500 * COLUMNS);
  return { rows, seen: transform.apply(rows) };
}

const inPrecision = (numbers: Float64Array, dtype: 'float64' | 'float32'): Floats =>
  dtype === 'float64' ? numbers : Float32Array.from(numbers);

/** Bounds on the distance of two implementations, jet by jet. */
function boundsOf(model: Autoencoder, seen: Floats, columns: number, u: number) {
  return Array.from({ length: seen.length / columns }, (_, row) =>
    forwardBound(model, Array.from(seen.subarray(row * columns, (row + 1) * columns)), u),
  );
}

function assertWithin(
  got: Floats,
  expected: Floats,
  errors: readonly number[],
  what: string,
): void {
  assert.equal(got.length, expected.length, what);
  for (let k = 0; k < got.length; k++) {
    const difference = Math.abs(got[k] - expected[k]);
    assert.ok(
      difference <= 2 * errors[k],
      `${what} ${k}: ${got[k]} and ${expected[k]} are ${difference} apart, more than ${2 * errors[k]}`,
    );
  }
}

test('a message has the bytes that the specification of protocol buffers shows', () => {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  assert.equal(hex(message([1, 150])), '089601');
  assert.equal(hex(message([2, 'testing'])), '120774657374696e67');
  assert.equal(hex(message([3, message([1, 150])])), '1a03089601');
  assert.equal(hex(message([16, 0], [1, 2 ** 53 - 1])), '80010008ffffffffffffff0f');
  assert.throws(() => message([1, -1]), /expected an integer from 0 to 2\^53 − 1, got -1/);
});

for (const name of Object.keys(runs)) {
  test(`the graphs of a run (${name}) compute what the model does, within the bound on rounding`, async () => {
    const trained = openModel(at(name));
    const { model, config } = trained;
    const { dtype } = config;
    const { rows, seen } = rowsFor(trained);
    const jets = name.startsWith('minmax') ? rows : inPrecision(seen, dtype);
    const bounds = boundsOf(model, inPrecision(seen, dtype), COLUMNS, unitRoundoff[dtype]);
    const x = cast(tensor(seen, [seen.length / COLUMNS, COLUMNS]), dtype);

    const energy = await run(graphOf(trained, 'energy'), jets, COLUMNS);
    const errors = bounds.map((bound) => bound.energy);
    assertWithin(energy, scores(model, seen, COLUMNS, dtype), errors, 'energy');
    // a bound that allows everything would show nothing
    const largest = Math.max(...errors.map((error, k) => error / energy[k]));
    assert.ok(largest < 1e5 * unitRoundoff[dtype], `bound ${largest} of the energy`);

    const code = await run(graphOf(trained, 'encoder'), jets, COLUMNS);
    assertWithin(
      code,
      encode(model, x).data as Floats,
      bounds.flatMap((b) => b.code),
      'code',
    );
    const reconstruction = await run(graphOf(trained, 'decoder'), code, config.network.code);
    assertWithin(
      reconstruction,
      decode(model, encode(model, x)).data as Floats,
      bounds.flatMap((b) => b.reconstruction),
      'reconstruction',
    );
  });
}

test('scaling by a graph is that of the run to the last bit', async () => {
  for (const name of ['minmax', 'minmax-float32']) {
    const trained = openModel(at(name));
    const { rows, seen } = rowsFor(trained);
    const { dtype } = trained.config;
    // the identity as an encoder shows what the network is given
    const weight = tensor([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], [COLUMNS, COLUMNS]);
    const identity = { weight: cast(weight, dtype), bias: cast(tensor([0, 0, 0, 0]), dtype) };
    const model = { ...trained.model, encoder: [identity] };
    const config = { ...trained.config, network: { hidden: [], code: COLUMNS } };
    const given = await run(graphOf({ ...trained, model, config }, 'encoder'), rows, COLUMNS);
    assert.deepEqual([...given], [...inPrecision(seen, dtype)]);
  }
});

test('a graph says where it comes from and what it takes, and onnx finds it valid', (t) => {
  const out = wnae(['export', 'minmax', '--onnx', 'e.onnx', '--json'], folder);
  assert.equal(out.code, 0, out.err);
  const said = JSON.parse(out.out) as Record<string, unknown>;
  assert.equal(said.sha256, digestOfTensors(openModel(at('minmax')).model));
  assert.equal(said.takes, 'x0, x1, x2, x3, as in the data');
  const text = wnae(['export', 'quantile', '--onnx', 'q.onnx', '--part', 'encoder'], folder);
  assert.match(
    text.out,
    /^quantile, epoch \d\ngraph {4}q\.onnx, opset 17: preprocessed → code, float64\ntakes {4}x0, x1, x2, x3, after the run's quantile-normal transform\n$/,
  );
  const program = `
import json, onnx, sys
for file in sys.argv[1:]:
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    print(json.dumps([model.producer_name, model.opset_import[0].version, *sorted(p.key for p in model.metadata_props)]))`;
  const checked = python(t, 'onnx', ['-c', program, at('e.onnx'), at('q.onnx')]);
  if (checked === null) return;
  const expected = ['wnae', 17, 'epoch', 'features', 'model', 'preprocessing', 'producer', 'sha256', 'takes']; // prettier-ignore
  for (const line of checked.trim().split('\n')) assert.deepEqual(JSON.parse(line), expected);
});

test('weights that PyTorch reads give our scores, and those that it writes give its own', (t) => {
  for (const dtype of ['float64', 'float32'] as const) {
    const name = dtype === 'float64' ? 'quantile' : 'quantile-float32';
    const trained = openModel(at(name));
    const { seen } = rowsFor(trained);
    writeFileSync(
      at('seen.npy'),
      writeNpy({ shape: [seen.length / COLUMNS, COLUMNS], data: seen }),
    );
    const exported = wnae(['export', name, '--safetensors', 'w.safetensors'], folder);
    assert.equal(exported.code, 0, exported.err);
    const read = ['--weights', at('w.safetensors')];
    const write = ['--write', at('torch.safetensors'), '--sizes', '4', '9', '7', '2'];
    if (dtype === 'float32') write.push('--float32');
    for (const options of [read, write]) {
      const script = join(import.meta.dirname, '../../../experiments/peers/torch_scores.py');
      const done = python(t, 'torch', [script, at('seen.npy'), at('torch.npy'), ...options]);
      if (done === null) return;
      const model =
        options === read
          ? trained.model
          : readStateDict(at('torch.safetensors'), trained.config, COLUMNS);
      const theirs = readNpy(readFileSync(at('torch.npy'))).data as Floats;
      const bounds = boundsOf(model, inPrecision(seen, dtype), COLUMNS, unitRoundoff[dtype]);
      const errors = bounds.map(({ energy }) => energy);
      assertWithin(theirs, scores(model, seen, COLUMNS, dtype), errors, `${dtype} energy`);
    }
  }
});

/** What a Python program prints; null, and the test skipped, where a module is missing. */
function python(t: TestContext, module: string, args: readonly string[]): string | null {
  const there = spawnSync(PYTHON, ['-c', `import ${module}`]).status === 0;
  if (!there) {
    t.skip(`${module} is missing under ${PYTHON}`);
    return null;
  }
  const { status, stdout, stderr } = spawnSync(PYTHON, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

test('weights come back from a state_dict to the last bit, numbered as in Sequential or in a list', () => {
  for (const dtype of ['float64', 'float32'] as const) {
    const network = { hidden: [5, 4, 3], code: 2 };
    const model = initAutoencoder(key(5), 6, network, dtype);
    const named = stateDict(model);
    assert.deepEqual(
      Object.keys(named).filter((name) => name.startsWith('decoder')),
      [0, 2, 4, 6].flatMap((n) => [`decoder.${n}.weight`, `decoder.${n}.bias`]),
    );
    const list = Object.entries(named).map(
      ([name, array]) => [name.replace(/\d+/, (n) => String(Number(n) / 2)), array] as const,
    );
    for (const tensors of [named, Object.fromEntries(list)]) {
      writeFileSync(at('s.safetensors'), writeSafetensors(tensors));
      const back = readStateDict(at('s.safetensors'), { network, dtype }, 6);
      assert.equal(digestOfTensors(back), digestOfTensors(model));
    }
    if (dtype === 'float64') continue;
    const widened = readStateDict(at('s.safetensors'), { network, dtype: 'float64' }, 6);
    assert.equal(widened.encoder[0].weight.dtype, 'float64');
    assert.deepEqual([...widened.decoder[1].bias.data], [...model.decoder[1].bias.data]);
  }
});

test('score takes weights from a file in place of those of the run', () => {
  const score = (...options: string[]): Record<string, unknown> => {
    const { code, out, err } = wnae(['score', 'raw', 'jets.npy', '--json', ...options], folder);
    assert.equal(code, 0, err);
    return JSON.parse(out) as Record<string, unknown>;
  };
  assert.equal(wnae(['export', 'raw', '--safetensors', 'raw.safetensors'], folder).code, 0);
  const own = score();
  assert.deepEqual(score('--weights', 'raw.safetensors'), { ...own, weights: 'raw.safetensors' });
  assert.equal(wnae(['export', 'minmax', '--safetensors', 'other.safetensors'], folder).code, 0);
  assert.notEqual(score('--weights', 'other.safetensors').mean, own.mean);
  const text = wnae(['score', 'raw', 'jets.npy', '--weights', 'other.safetensors'], folder);
  assert.match(
    text.out,
    /^reconstruction errors of 400 jets \(jets\.npy\) by other\.safetensors for raw\n/,
  );
});

test('weights that do not fit the run are one sentence, with exit code 2', () => {
  const tensors = stateDict(openModel(at('raw')).model);
  const { shape } = tensors['encoder.2.weight'];
  const flat = tensors['encoder.2.weight'].data as Float64Array;
  const without = (name: string): typeof tensors => {
    const { [name]: _, ...rest } = tensors;
    return rest;
  };
  const cases: readonly [typeof tensors, RegExp][] = [
    [without('encoder.2.bias'), /^wnae: bad\.safetensors: expected a tensor encoder\.2\.bias, got none\n$/],
    [without('decoder.4.weight'), /expected 3 layers decoder\.0\.weight, …, got 2\n$/],
    [{ ...tensors, more: tensors['encoder.0.bias'] }, /expected the weights and biases of encoder and decoder, got "more" too\n$/],
    [{ ...tensors, 'encoder.2.weight': { shape: shape.toReversed(), data: flat } }, /expected encoder\.2\.weight \[7, 9\], as the run has, got \[9, 7\]\n$/],
    [{ ...tensors, 'encoder.2.weight': { shape, data: new Int32Array(flat.length) } }, /expected encoder\.2\.weight of float64, as the run has, got int32\n$/],
    [{ ...tensors, 'encoder.2.weight': { shape, data: flat.map((x, k) => (k === 3 ? NaN : x)) } }, /expected finite numbers in encoder\.2\.weight, got NaN at 3\n$/],
  ]; // prettier-ignore
  for (const [content, sentence] of cases) {
    writeFileSync(at('bad.safetensors'), writeSafetensors(content));
    const { code, out, err } = wnae(
      ['score', 'raw', 'jets.npy', '--weights', 'bad.safetensors'],
      folder,
    );
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, sentence);
  }
  writeFileSync(at('bad.safetensors'), writeSafetensors(tensors));
  const narrow = wnae(
    ['score', 'quantile-float32', 'jets.npy', '--weights', 'bad.safetensors'],
    folder,
  );
  assert.match(
    narrow.err,
    /expected encoder\.0\.weight of float32, as the run has, got float64\n$/,
  );
  assert.match(
    wnae(['export', 'raw'], folder).err,
    /^wnae: export: expected --onnx or --safetensors with the name of a file\n$/,
  );
});
