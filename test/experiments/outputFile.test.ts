import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { checkOutput } from '../../experiments/terminal/outputFile.js';
import { cli, temporaryFolder, tinyConfig, wnae, writeCloud } from '../support/tinyRun.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

before(() => {
  writeCloud(at('jets.npy'), 300);
  writeFileSync(at('tiny.json'), JSON.stringify({ ...tinyConfig, model: 'ae', epochs: 1 }));
  const train = ['train', '--config', 'tiny.json', '--data', 'jets.npy', '--out', 'run'];
  assert.equal(wnae(train, folder).code, 0);
  symlinkSync('jets.npy', at('link.npy'));
  linkSync(at('jets.npy'), at('hard.npy'));
  mkdirSync(at('folder.npy'));
  symlinkSync('/dev/null', at('device.npy'));
  symlinkSync('.', at('here'));
  symlinkSync('nowhere', at('dangling'));
});

/** Every file by its path, with what it holds. */
function content(): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'latin1')]));
}

test('a command writes over no file that it reads, whatever its name', () => {
  const reads = 'it is what the command reads; choose another name';
  for (const name of ['jets.npy', 'link.npy', 'hard.npy', 'here/jets.npy']) {
    assert.throws(() => checkOutput(at(name), ['.npy'], [undefined, at('jets.npy')]), {
      message: `cannot write ${at(name)}: ${reads}`,
    });
  }
  assert.throws(() => checkOutput(at('jets.npy'), ['.npy'], [at('jets.npy:key')]), /reads/);
  checkOutput(at('other.npy'), ['.npy'], [at('jets.npy')]);
  checkOutput(at('jets.npy'), ['.npy'], [at('tiny.json'), at('nowhere')]);
});

test('what cannot be written is known before the work', () => {
  const cases: Record<string, RegExp> = {
    'x.txt': /: expected a name that ends in \.npy, \.csv or \.html$/,
    '': /^cannot write .*: expected a name/,
    'folder.npy': /: it is a folder$/,
    'device.npy': /: it is not a regular file$/,
    'missing/x.npy': /: there is no such file or folder$/,
    'tiny.json/x.npy': /: (?:a part of the path is not a folder|there is no such file or folder)$/,
  };
  for (const [name, message] of Object.entries(cases))
    assert.throws(() => checkOutput(at(name), ['.npy', '.csv', '.html']), { message });
});

test('the commands refuse such names with a sentence, and change nothing', () => {
  const checkpoint = readdirSync(at('run/checkpoints'))[0];
  assert.equal(wnae(['bundle', 'run', '--out', 'b.safetensors'], folder).code, 0);
  const kept = content();
  const cases: Record<string, RegExp> = {
    'score run jets.npy --out here/jets.npy': /it is what the command reads/,
    'convert link.npy jets.npy': /it is what the command reads/,
    'check b.safetensors --html b.safetensors': /name that ends in \.html/,
    'report run --out run/config.json': /name that ends in \.html/,
    'report run --out /dev/full': /name that ends in \.html/,
    'export run --onnx run/config.json': /name that ends in \.onnx/,
    [`export run --safetensors run/checkpoints/${checkpoint}`]: /among the checkpoints of run/,
    'bundle run --out here/run/checkpoints/step-99999999.safetensors': /among the checkpoints of run/,
    'sample run --out folder.npy': /it is a folder/,
    'train --config tiny.json --data jets.npy --out dangling': /cannot create dangling: something else has that name/,
    'train --config tiny.json --data jets.npy --out x --workers 1000000000': /an integer from 1 to 1024/,
    'bundle run --steps 1000000 --out c.safetensors': /an integer from 1 to 10000/,
    'reproduce --preset smoke --out tiny.json': /cannot create tiny\.json: a part of the path is not a folder/,
  }; // prettier-ignore
  for (const [line, sentence] of Object.entries(cases)) {
    const { code, out, err } = wnae(line.split(' '), folder);
    assert.equal(code, 2, line);
    assert.equal(out, '', line);
    assert.match(err, /^wnae: [^\n]+\n$/, line);
    assert.match(err, sentence, line);
  }
  assert.deepEqual(content(), kept);
});

const noDevice = existsSync('/dev/full') ? false : 'no /dev/full';

test('standard output on a full disk is a sentence, and standard error on one stops no work', { skip: noDevice }, () => {
  const shell = (line: string): { status: number | null; stdout: string; stderr: string } =>
    spawnSync('sh', ['-c', `"$0" "$1" ${line}`, process.execPath, cli], { cwd: folder, encoding: 'utf8' });
  for (const line of ['--help', 'score run jets.npy']) {
    const { status, stderr } = shell(`${line} >/dev/full`);
    assert.equal(status, 2);
    assert.equal(stderr, 'wnae: cannot write the standard output: no space left on the device\n');
  }
  const train = 'train --config tiny.json --data jets.npy --out';
  for (const [out, line] of [['deaf', '2>/dev/full'], ['cut', '2>&1 >text | true']]) {
    shell(`${train} ${out} ${line}`);
    const manifest = readFileSync(at(`${out}/manifest.json`), 'utf8');
    assert.match(manifest, /"status": "finished"/);
  }
}); // prettier-ignore
