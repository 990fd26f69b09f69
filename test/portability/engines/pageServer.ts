import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative, sep } from 'node:path';
import { build } from 'esbuild-wasm';
import type { Report } from '../report.js';
import type { Request } from './engine.js';

const root = join(import.meta.dirname, '../../../..');
const dist = join(root, 'dist');
const page = readFileSync(join(root, 'test/portability/page.html'), 'utf8');

/** A page that loads the build as it lies in dist/, on 127.0.0.1, and what browsers send from it. */
export interface PageServer {
  url(request: Request): string;
  /** Resolves with the next report, or rejects with the page's error. */
  next(): Promise<Report>;
  close(): void;
}

export async function servePage(): Promise<PageServer> {
  const packages = new Map<string, string>();
  for (const name of ['ndarray', 'ndarray-ops']) packages.set(name, await asModule(name));
  const waiting: ((result: Result) => void)[] = [];
  const server = createServer((request, response) => {
    answer(request, response, packages, (result) => waiting.shift()?.(result)).catch((error) => {
      response.writeHead(404).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (request) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(request)) query.set(name, String(value));
      return `http://127.0.0.1:${port}/?${query}`;
    },
    next: () =>
      new Promise((resolve, reject) => {
        waiting.push(({ report, failure }) => {
          if (report !== undefined) resolve(report);
          else reject(new Error(`the page failed: ${failure}`));
        });
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Result {
  readonly report?: Report;
  readonly failure?: string;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  packages: ReadonlyMap<string, string>,
  onResult: (result: Result) => void,
): Promise<void> {
  const send = (kind: string, content: string | Buffer): void => {
    response.writeHead(200, { 'content-type': `${kind}; charset=utf-8` }).end(content);
  };
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (pathname === '/') return send('text/html', page);
  if (pathname === '/result' && request.method === 'POST') {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    onResult(JSON.parse(Buffer.concat(parts).toString()) as Result);
    return send('text/plain', 'Done; the result is in the terminal.');
  }
  const bundled = /^\/packages\/([\w-]+)\.js$/.exec(pathname)?.[1] ?? '';
  const code = packages.get(bundled);
  if (code !== undefined) return send('text/javascript', code);
  const file = join(root, pathname);
  const inside = relative(dist, file);
  if (inside.startsWith(`..${sep}`) || !file.endsWith('.js')) throw new Error(`no ${pathname}`);
  return send('text/javascript', readFileSync(file));
}

/** A CommonJS package with all that it requires as one ES module: browsers load no other. */
async function asModule(name: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export { default } from '${name}';`, resolveDir: root },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return outputFiles[0].text;
}
