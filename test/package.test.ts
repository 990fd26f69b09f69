import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');

interface Locked {
  /** where it is not the name that the path says */
  readonly name?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly peer?: boolean;
}

interface Manifest {
  readonly engines: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function json(name: string): unknown {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

const manifest = json('package.json') as Manifest;
const { packages } = json('package-lock.json') as { packages: Readonly<Record<string, Locked>> };
const installed = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 13);

test('the library depends on ndarray, ndarray-ops and the four small packages that these need', () => {
  assert.deepEqual(Object.keys(manifest.dependencies), ['ndarray', 'ndarray-ops']);
  const needed = installed.filter(([, { dev, optional, peer }]) => !dev && !optional && !peer);
  assert.deepEqual(
    needed.map(([path]) => nameOf(path)),
    ['cwise-compiler', 'iota-array', 'is-buffer', 'ndarray', 'ndarray-ops', 'uniq'],
  );
});

test('nothing runs when the package, or anything for its development, is installed', () => {
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    assert.ok(!(name in manifest.scripts), name);
  const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  assert.deepEqual(scripted.map(([path]) => path), []); // prettier-ignore
});

test('the placeholder stands for the packages that the overrides name, and for no other', () => {
  const replaced = Object.values(manifest.overrides).flatMap((of) => Object.entries(of));
  for (const [name, by] of replaced) assert.equal(by, 'npm:dry-uninstall@0.3.0', name);
  const placeholders = installed.filter(([, { name }]) => name === 'dry-uninstall');
  assert.deepEqual(
    placeholders.map(([path]) => nameOf(path)).sort(),
    replaced.map(([name]) => name).sort(),
  );
  assert.equal(new Set(placeholders.map(([, { integrity }]) => integrity)).size, 1);
});

test('everything locked carries its digest, and Node is the version that the types are of', () => {
  assert.deepEqual(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')), []); // prettier-ignore
  assert.deepEqual(manifest.engines, { node: '>=20.19' });
  assert.match(manifest.devDependencies['@types/node'], /^\^20\.19\./);
  assert.match(process.versions.node, /^(20\.(19|[2-9]\d)|2[1-9]|[3-9]\d)\./);
});
