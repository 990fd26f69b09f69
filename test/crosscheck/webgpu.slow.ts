import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkBundle, type BundleCheck } from '../../experiments/crosscheck/checkBundle.js';
import { readBundle } from '../../experiments/crosscheck/readBundle.js';
import { bytesOf } from '../support/bundleCases.js';
import { temporaryFolder } from '../support/tinyRun.js';
import { trained, variants } from '../support/trainedBundles.js';

const page = join(import.meta.dirname, '../../../experiments/backends/webgpu/index.html');
const programs = ['chromium', 'chromium-browser', 'google-chrome'];
const browser = programs.find((one) => spawnSync(one, ['--version']).status === 0);
const folder = temporaryFolder();

let server: Server;
let given: Uint8Array;
let took: (bundle: Uint8Array) => void;

/** The page, the bundle that it asks for, and the place to which it brings its own. */
before(async () => {
  server = createServer(async (request, response) => {
    if (request.method === 'PUT') {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      response.end();
      took(Buffer.concat(parts));
    } else if (request.url === '/ours') response.end(given);
    else createReadStream(page).pipe(response.setHeader('content-type', 'text/html'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => {
  server.closeAllConnections();
  server.close();
});

async function replayed(bundle: Uint8Array, profile: string): Promise<Uint8Array> {
  given = bundle;
  const { port } = server.address() as AddressInfo;
  const args = [
    '--headless=new', '--no-sandbox', '--no-first-run', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader',
    `--user-data-dir=${join(folder, profile)}`, `http://127.0.0.1:${port}/?bundle=ours&out=twin`,
  ]; // prettier-ignore
  const env = { ...process.env, HOME: folder };
  const child = spawn(browser as string, args, { stdio: 'ignore', detached: true, env });
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      took = resolve;
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`the browser ended with code ${code}`)));
      setTimeout(() => reject(new Error('no bundle within 60 s')), 60_000).unref();
    });
  } finally {
    child.removeAllListeners('exit');
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  }
}

async function checked(name: string, dtype: string, profile: string): Promise<BundleCheck> {
  const { config, named } = trained({ ...variants[name], dtype }, { batchSize: 70 });
  const twin = Buffer.from(await replayed(bytesOf(config, named), profile));
  assert.ok(twin.includes('wnae-bundle/1'), `the page says: ${twin.subarray(0, 200)}`);
  writeFileSync(join(folder, `${profile}.safetensors`), twin);
  return checkBundle(readBundle(twin, name));
}

const skip = browser === undefined ? `needs ${programs.join(', ')}` : false;

for (const [k, name] of [
  'AE',
  'NAE, pcd',
  'WNAE, cd',
  'WNAE, Euclidean, clipped drift, annealed',
  'WNAE, rejecting box',
].entries()) {
  const dtype = k % 2 === 0 ? 'float32' : 'float64';
  test(`chains of WebGPU are within rounding: ${name}, of ${dtype}`, { skip }, async () => {
    const { first, stages, steps } = await checked(name, dtype, `profile-${k}`);
    assert.equal(first, null, JSON.stringify(first));
    assert.equal(steps.length, 3);
    const expected = name === 'AE' ? ['energy'] : ['chain', 'drift', 'energy'];
    for (const step of steps) {
      for (const stage of expected) assert.ok((step.get(stage)?.elements ?? 0) > 0, stage);
    }
    assert.deepEqual(
      [...stages.keys()].filter((stage) => !expected.includes(stage) && stage !== 'chain.start'),
      [],
    );
  });
}
