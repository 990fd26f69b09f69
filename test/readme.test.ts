import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { key, normal } from '../lib/random/index.js';
import { examplesOf, pages, root, type Example } from './support/examples.js';
import { cli, temporaryFolder, tinyConfig, wnae, writeCloud } from './support/tinyRun.js';

const folder = temporaryFolder();
const examples = pages.flatMap(examplesOf);

/** Blocks that are not run, by how they begin; in other pages a comment before the block says so. */
const notRun: readonly (readonly [string, string])[] = [
  ['npm ci && npm start', 'what this very test is part of'],
  ['npx wnae reproduce --preset long', 'takes 23 minutes'],
  ['npm run portability', 'fetches engines; test/portability runs them'],
  ['npm run --silent build && node -e "\nimport', 'would build beneath the running tests; test/experiments/jets.test.ts checks the numbers'],
]; // prettier-ignore

/** What a block of TypeScript that is a part of a program stands in. */
const surroundings: readonly (readonly [string, string])[] = [
  [
    'const energy = (model) =>',
    `import { initAutoencoder, encode, decode } from 'wnae';
     import { emd } from 'wnae/lib/autodiff';
     import { key, normal } from 'wnae/lib/random';
     import { langevin } from 'wnae/lib/sampling';
     import { mean, square, sub, tensor } from 'wnae/lib/tensor';
     // as in a program of one's own, whose types are loose here
     const model: any = initAutoencoder(key(1), 3, { hidden: [4], code: 2 });
     const x = tensor(normal(key(2), 15), [5, 3]);
     const start = tensor(normal(key(3), 15), [5, 3]);
     const noise = tensor(normal(key(4), 30), [2, 5, 3]);`,
  ],
];

function beginning<T>(list: readonly (readonly [string, T])[], code: string): T | undefined {
  return list.find(([start]) => code.startsWith(start))?.[1];
}

const runnable = (language: string): Example[] =>
  examples.filter(
    (example) =>
      example.language === language &&
      example.notRun === null &&
      beginning(notRun, example.code) === undefined,
  );

test('every TypeScript example compiles, runs, and gives the numbers in its comments', () => {
  const place = join(folder, 'typescript');
  mkdirSync(join(place, 'node_modules'), { recursive: true });
  symlinkSync(root, join(place, 'node_modules/wnae'));
  writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
  const programs = runnable('ts').map((example, k) => {
    const expected = [...example.code.matchAll(/^(.*?); \/\/ (-?\d+(?:\.\d+)?).*$/gm)];
    const shown = expected.reduce(
      (code, [line, expression]) => code.replace(line, `console.log(${expression})`),
      example.code,
    );
    const code = `${beginning(surroundings, example.code) ?? ''}\n${shown}\nexport {};\n`;
    writeFileSync(join(place, `example${k}.ts`), code);
    return {
      example,
      numbers: expected.map(([, , number]) => Number(number)),
      name: `example${k}`,
    };
  });
  assert.ok(
    programs.some(({ numbers }) => numbers.length > 0),
    'an example states a number',
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = [
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2023,dom',
    '--skipLibCheck',
    '--types',
    'ndarray',
    '--typeRoots',
    join(root, 'node_modules/@types'),
    '--strict',
    '--noImplicitAny',
    'false',
    '--strictNullChecks',
    'false',
    '--preserveSymlinks',
  ];
  const compiled = spawnSync(
    process.execPath,
    [tsc, ...options, ...programs.map(({ name }) => `${name}.ts`)],
    { cwd: place, encoding: 'utf8' },
  );
  assert.equal(compiled.stdout, '');
  for (const { example, numbers, name } of programs) {
    const where = `${example.page}:${example.line}`;
    const { stdout, stderr } = spawnSync(process.execPath, [`${name}.js`], {
      cwd: place,
      encoding: 'utf8',
    });
    assert.equal(stderr, '', where);
    assert.deepEqual(
      stdout
        .split('\n')
        .filter((line) => line !== '')
        .map(Number),
      numbers,
      where,
    );
  }
});

/** A small training's run folder, and jets.npy which it was trained on. */
const withRun =
  (out: string) =>
  (place: string): void => {
    writeCloud(join(place, 'jets.npy'), 300);
    writeFileSync(join(place, 'tiny.json'), JSON.stringify(tinyConfig));
    const options = ['--config', 'tiny.json', '--data', 'jets.npy', '--out', out];
    const { code, err } = wnae(['train', ...options], place);
    assert.equal(code, 0, err);
  };

/** What lies in the folder that a page's commands run in. */
const prepared: Readonly<Record<string, (place: string) => void>> = {
  'docs/export.md': withRun('runs/mine'),
  'docs/runs.md': withRun('runs/mine'),
  'docs/verify.md': withRun('runs/mine'),
  'docs/files.md': (place) => {
    const map = examplesOf('docs/files.md').find(({ language }) => language === 'json');
    const columns = Object.values(
      JSON.parse(map?.code ?? '') as Record<string, string | { column: string }>,
    );
    const lists = (seed: number): number[][] => {
      const draws = normal(key(seed), 600);
      return Array.from({ length: 300 }, (_, k) =>
        Array.from(draws.subarray(2 * k, 2 * k + 1 + (k % 2))),
      );
    };
    const element = { type: 'DOUBLE', name: 'element', repetition_type: 'REQUIRED' } as const;
    const names = columns.map((value) => (typeof value === 'string' ? value : value.column));
    const schema = names.flatMap((name) => [
      { name, repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST' } as const,
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 } as const,
      element,
    ]);
    writeFileSync(join(place, 'map.json'), map?.code ?? '');
    writeFileSync(join(place, 'tiny.json'), JSON.stringify({ ...tinyConfig, epochs: 1 }));
    writeFileSync(
      join(place, 'jets.parquet'),
      Buffer.from(
        parquetWriteBuffer({
          schema: [{ name: 'root', num_children: names.length }, ...schema],
          columnData: names.map((name, k) => ({ name, data: lists(k + 1) })),
        }),
      ),
    );
  },
};

test('every command in a page runs, in the order of the page', () => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'wnae'), `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`);
  chmodSync(join(bin, 'wnae'), 0o755);
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const places = new Map<string, string>();
  for (const { page, line, code } of runnable('sh')) {
    let place = places.get(page);
    if (place === undefined) {
      place = mkdtempSync(join(folder, 'commands-'));
      places.set(page, place);
      prepared[page]?.(place);
    }
    const program = code.replaceAll(/\bnpx wnae\b/g, 'wnae');
    const { status, stderr } = spawnSync('/bin/sh', ['-e', '-c', program], {
      cwd: place,
      encoding: 'utf8',
      env,
      timeout: 60_000,
    });
    assert.equal(
      status,
      0,
      `${page}:${line}: ${stderr}\n(a block that cannot run here is preceded by <!-- not run: why -->)`,
    );
  }
  assert.ok(places.size > 0);
});

test('every file and folder that a page links to is there', () => {
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');
    for (const [, path] of text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)) {
      assert.ok(existsSync(join(root, dirname(page), path)), `${page} links to ${path}`);
    }
  }
});
