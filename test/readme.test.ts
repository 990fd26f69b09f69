import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test("the README's first example runs and gives the numbers in its comments", () => {
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const expected = [...example.matchAll(/^(.*?); \/\/ (-?\d+(?:\.\d+)?).*$/gm)];
  assert.ok(expected.length > 0, 'the example states a number');
  const program = expected.reduce(
    (code, [line, expression]) => code.replace(line, `console.log(${expression})`),
    example,
  );
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  assert.deepEqual(
    stdout.trim().split('\n').map(Number),
    expected.map(([, , value]) => Number(value)),
  );
});

test('every file and folder the README links to is there', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path);
  for (const path of links) assert.doesNotThrow(() => readFileSync(join(root, path)), path);
});
