import assert from 'node:assert/strict';
import { request, type IncomingHttpHeaders } from 'node:http';
import { after, test } from 'node:test';
import { builtFile } from '../../experiments/live/builtFiles.js';
import { EventStream } from '../../experiments/live/eventStream.js';
import { serveLocally } from '../../experiments/live/localServer.js';

const stream = new EventStream();
const server = await serveLocally((path, response) => {
  if (path === '/') return { type: 'text/html', body: 'a page' };
  if (path === '/fails') throw new Error('on purpose');
  if (path !== '/events') return builtFile(path);
  stream.add(response, []);
  return 'taken';
});
const { port } = new URL(server.url);
after(() => server.close());

interface Reply {
  readonly status?: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(path: string, { method = 'GET', host = `127.0.0.1:${port}` } = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { host } }, (reply) => {
      let body = '';
      reply.on('data', (part) => (body += part));
      reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('it listens on this machine alone', () => {
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
});

test('it answers who addresses it by the name of this machine, and nobody else', async () => {
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`]) {
    assert.equal((await ask('/', { host })).body, 'a page', host);
  }
  const foreign = [
    'evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, '127.0.0.1', `127.0.0.1:${Number(port) + 1}`,
    `localhost.:${port}`, `[::1]:${port}`,
  ]; // prettier-ignore
  for (const host of foreign) {
    for (const path of ['/', '/events']) {
      const { status, body } = await ask(path, { host });
      assert.equal(status, 403, `${host} ${path}`);
      assert.match(body, /^expected to be addressed as 127\.0\.0\.1:\d+ or localhost:\d+\n$/);
    }
  }
});

test('it answers GET and no other method', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH']) {
    const { status, headers } = await ask('/', { method });
    assert.equal(status, 405, method);
    assert.equal(headers.allow, 'GET');
  }
});

test('no header lets pages of other sites read what it answers, or put it into a frame', async () => {
  for (const path of ['/', '/nothing', '/fails']) {
    const { headers } = await ask(path);
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('access-control-')),
      [],
    );
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(
      headers['content-security-policy'] as string,
      /default-src 'none'.*frame-ancestors 'none'/,
    );
  }
});

test('no path leads out of the build', async () => {
  assert.equal((await ask('/dist/experiments/live/page/main.js')).status, 200);
  const paths = [
    '/dist/../package.json', '/dist/experiments/../../package.json', '/dist/experiments/%2e%2e/%2e%2e/package.json',
    '/dist/experiments/..%2f..%2feslint.config.js', '/dist/experiments/../../eslint.config.js', '//etc/passwd', '/etc/passwd',
    '/dist/experiments/live/page/main.js/../../../../../eslint.config.js', '/dist/test/run.js', '/dist/experiments/live',
    '/dist/experiments/.tsbuildinfo', '/dist/experiments/cli.js%00.js', '/dist\\experiments\\cli.js', '/dist/lib/', '/data/ttbar.safetensors',
    'http://127.0.0.1/dist/experiments/cli.js',
  ]; // prettier-ignore
  for (const path of paths) assert.equal((await ask(path)).status, 404, path);
});

test('an answer that fails is a sentence, and the server goes on', async () => {
  const { status, body } = await ask('/fails');
  assert.equal(status, 500);
  assert.equal(body, 'cannot answer /fails: on purpose\n');
  assert.equal((await ask('/')).status, 200);
});

test('a reader of events who does not read is let go, and the others are not', async () => {
  const open = (): Promise<{ ended: Promise<void>; start: () => void; got: () => number }> =>
    new Promise((resolve) => {
      const asked = request({ host: '127.0.0.1', port, path: '/events' }, (reply) => {
        let bytes = 0;
        const ended = new Promise<void>((done) => {
          asked.on('close', () => done());
          asked.on('error', () => done());
          reply.on('error', () => done());
        });
        const start = (): void => void reply.on('data', (part: Buffer) => (bytes += part.length));
        resolve({ ended, start, got: () => bytes });
      });
      asked.end();
    });
  const [idle, busy] = [await open(), await open()];
  busy.start();
  const text = 'x'.repeat(100_000);
  // what the system's own buffers hold comes on top of the limit
  for (let k = 0; k < 300; k++) {
    stream.send('epoch', text);
    await new Promise(setImmediate);
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(busy.got() > 300 * 100_000);
  assert.ok(stream.watched, 'one is left');
  stream.end();
  idle.start();
  await Promise.all([idle.ended, busy.ended]);
  assert.ok(idle.got() < 300 * 100_000, `${idle.got()}`);
});
