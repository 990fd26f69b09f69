/**
 * What an engine computes: runs wherever ES modules and Web Crypto do, Node.js, Deno, Bun or a browser,
 * and imports nothing of theirs.
 */
import { vectorsConform } from '../../lib/wasm/index.js';
import { draws } from './draws.js';
import { elementary } from './elementary.js';
import { bytesOf, hex, sha256, type Measurement } from './measurement.js';
import { engineOperations } from './operations.js';
import { shortTrainings } from './shortTraining.js';
import { tensors } from './tensors.js';
import { transport } from './transport.js';

/** From the general to the special: the first difference is the cause of those after it. */
const parts = [engineOperations, elementary, draws, tensors, transport, shortTrainings];

export interface Report {
  readonly engine: string;
  readonly architecture: string;
  readonly byteOrder: 'little-endian' | 'big-endian';
  /** whether kernels in WebAssembly were used */
  readonly webAssembly: boolean;
  readonly milliseconds: number;
  readonly digests: readonly Digest[];
  /** of the measurements that were asked for, in the order of `digests`: 16 hexadecimal digits a number */
  readonly numbers: readonly string[];
}

export interface Digest {
  readonly name: string;
  readonly executor?: string;
  /** SHA-256 of the numbers in binary64 */
  readonly digest: string;
}

/** @param wanted name of the measurements of which the numbers are given too */
export async function report(wanted?: string): Promise<Report> {
  const began = performance.now();
  const digests: Digest[] = [];
  const numbers: string[] = [];
  for (const part of parts) {
    for (const measurement of part()) {
      const { name, executor, numbers: values }: Measurement = measurement;
      const bytes = bytesOf(values);
      digests.push({ name, executor, digest: await sha256(bytes) });
      if (name === wanted) numbers.push(hex(bytes));
    }
  }
  return {
    ...host(),
    byteOrder: new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 'little-endian' : 'big-endian',
    webAssembly: vectorsConform(),
    milliseconds: Math.round(performance.now() - began),
    digests,
    numbers,
  };
}

interface Globals {
  readonly process?: { readonly versions: Record<string, string>; readonly arch: string };
  readonly navigator?: { readonly userAgent: string };
}

/** Name and version of the engine, and the processor as far as it tells. */
function host(): Pick<Report, 'engine' | 'architecture'> {
  const { process, navigator } = globalThis as Globals;
  const versions = process?.versions;
  if (process !== undefined && versions !== undefined) {
    const architecture = process.arch;
    if (versions.bun !== undefined) {
      return { engine: `Bun ${versions.bun} (JavaScriptCore)`, architecture };
    }
    const name = versions.deno === undefined ? `Node.js ${versions.node}` : `Deno ${versions.deno}`;
    const v8 = versions.v8.split('.').slice(0, 2).join('.');
    return { engine: `${name} (V8 ${v8})`, architecture };
  }
  const agent = navigator?.userAgent ?? '';
  const [, name, version] = /(Firefox|Chrome|Version)\/([\d.]+)/.exec(agent) ?? [
    ,
    'unknown browser',
    '',
  ];
  const engine = { Firefox: 'SpiderMonkey', Chrome: 'V8', Version: 'JavaScriptCore' }[name] ?? '?';
  const architecture = /aarch64|arm64/i.test(agent)
    ? 'arm64'
    : /x86_64|x64/.test(agent)
      ? 'x64'
      : '?';
  const shown = name === 'Version' ? 'Safari' : name;
  return { engine: `${shown} ${version} (${engine})`, architecture };
}
