import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a path is answered with. */
export interface Content {
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** Answers a path by what it holds, by taking over the response (`taken`), or not at all (null: 404). */
export type Answer = (path: string, response: ServerResponse) => Content | 'taken' | null;

/** A server for the browsers of this machine alone. */
export interface LocalServer {
  readonly url: string;
  /** Lets responses end, for a second at most. */
  close(): Promise<void>;
}

export interface LocalServerOptions {
  /** what scripts may do beyond coming from this server, as in a Content-Security-Policy */
  readonly scripts?: string;
}

const CLOSE_MS = 1000;

/**
 * Serves on 127.0.0.1 at a free port. Only GET; only to those who address it as 127.0.0.1 or localhost, so
 * that no page of another site reaches it by a name that resolves to this machine (DNS rebinding); and
 * without the headers that would let other sites read answers.
 */
export async function serveLocally(
  answer: Answer,
  { scripts = '' }: LocalServerOptions = {},
): Promise<LocalServer> {
  let hosts: readonly string[] = [];
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headersOf(scripts))) response.setHeader(name, value);
    const refusal = refusalOf(request, hosts);
    if (refusal !== null) {
      if (refusal.status === 405) response.setHeader('allow', 'GET');
      send(response, refusal.status, { type: 'text/plain', body: `${refusal.sentence}\n` });
      return;
    }
    const path = (request.url ?? '/').replace(/\?.*$/s, '');
    let content: ReturnType<Answer>;
    try {
      content = answer(path, response);
    } catch (error) {
      const body = `cannot answer ${path}: ${(error as Error).message}\n`;
      send(response, 500, { type: 'text/plain', body });
      return;
    }
    if (content === null)
      send(response, 404, { type: 'text/plain', body: `there is no ${path}\n` });
    else if (content !== 'taken') send(response, 200, content);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function headersOf(scripts: string): Record<string, string> {
  return {
    'content-security-policy':
      `default-src 'none'; script-src 'self' ${scripts}; worker-src 'self'; connect-src 'self'; ` +
      `style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

function refusalOf(
  { method, headers }: IncomingMessage,
  hosts: readonly string[],
): { readonly status: number; readonly sentence: string } | null {
  if (!hosts.includes((headers.host ?? '').toLowerCase())) {
    return { status: 403, sentence: `expected to be addressed as ${hosts.join(' or ')}` };
  }
  if (method !== 'GET') return { status: 405, sentence: `expected GET, got ${method}` };
  return null;
}

function send(response: ServerResponse, status: number, { type, body }: Content): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
}
