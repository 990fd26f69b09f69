import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');

/** Layers from the general to the special: a file may import its own layer and those before it. */
const layers = [
  ['lib/math', 'lib/io', 'lib/wasm', 'lib/parallel'],
  ['lib/random', 'lib/transport'],
  ['lib/tensor'],
  ['lib/autodiff', 'lib/errorAnalysis'],
  ['lib/compile', 'lib/nn', 'lib/optim', 'lib/sampling'],
  ['algorithms'],
  ['experiments'],
];

function folderOf(path: string): string {
  const [top, second] = path.split('/');
  return top === 'lib' ? `lib/${second}` : top;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`);
}

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import) '([^']+)'/g)].map(([, specifier]) => specifier);
}

/** Without what is imported for its type alone. */
function importsWhenRun(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.match(/^(?:import|export) (?!type )(?:[^;']*? from )?'[^']+'/gm) ?? [];
  return statements.map((statement) => /'([^']+)'$/.exec(statement)?.[1] ?? '');
}

const files = ['lib', 'algorithms', 'experiments'].flatMap(sources);

test('imports run one way, from the special to the general', () => {
  const level = (folder: string): number => layers.findIndex((layer) => layer.includes(folder));
  for (const file of files) {
    for (const specifier of imports(file).filter((name) => name.startsWith('.'))) {
      const from = folderOf(file);
      const to = folderOf(relative(root, join(root, dirname(file), specifier)));
      assert.ok(
        from === to || level(to) < level(from),
        `${file} imports ${specifier}: ${from} may not depend on ${to}`,
      );
    }
  }
});

test('the library imports no package but ndarray and ndarray-ops, and Node only where files are', () => {
  for (const file of files.filter((name) => !name.startsWith('experiments/'))) {
    for (const specifier of imports(file).filter((name) => !name.startsWith('.'))) {
      const allowed = file.startsWith('lib/io/')
        ? /^(ndarray|ndarray-ops|node:zlib)$/
        : file.startsWith('lib/parallel/')
          ? /^node:(worker_threads|os)$/
          : /^ndarray(-ops)?$/;
      assert.match(specifier, allowed, `${file} imports ${specifier}`);
    }
  }
});

test('the algorithms load in a browser: nothing on the way from them imports Node', () => {
  const seen = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const specifier of importsWhenRun(file)) {
      assert.doesNotMatch(specifier, /^node:/, [...path, file].join(' → '));
      if (!specifier.startsWith('.')) continue;
      const next = relative(root, join(root, dirname(file), specifier)).replace(/\.js$/, '.ts');
      visit(next, [...path, file]);
    }
  };
  visit('algorithms/index.ts', []);
  visit('lib/compile/index.ts', []);
  assert.ok(seen.size > 100, `only ${seen.size} files`);
});

test('no two files import each other in a circle', () => {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, path: string[]): void => {
    if (state.get(file) === 'done') return;
    assert.notEqual(state.get(file), 'open', `circle: ${[...path, file].join(' → ')}`);
    state.set(file, 'open');
    for (const specifier of imports(file).filter((name) => name.startsWith('.'))) {
      visit(relative(root, join(root, dirname(file), specifier)).replace(/\.js$/, '.ts'), [
        ...path,
        file,
      ]);
    }
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
});
