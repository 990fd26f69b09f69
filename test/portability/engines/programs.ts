import { arch, platform, type } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../report.js';
import { outputOf, type Engine, type Request } from './engine.js';
import { packageFolder } from './npmPackages.js';

const root = join(import.meta.dirname, '../../../..');
const program = join(import.meta.dirname, '../program.js');

/** What an engine prints that is started with `args`. */
export async function reportOf(
  executable: string,
  args: readonly string[],
  request: Request,
): Promise<Report> {
  const output = await outputOf(executable, [...args, program, JSON.stringify(request)], root);
  return JSON.parse(output) as Report;
}

interface ProgramPackage {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** of the program, in the package */
  readonly path: string;
  readonly args?: readonly string[];
}

const os = platform() === 'win32' ? 'win' : platform();
const node = (version: string): Omit<ProgramPackage, 'name'> => ({
  package: `node-${os}-${arch()}`,
  version,
  path: os === 'win' ? 'bin/node.exe' : 'bin/node',
});

/** Oldest Node.js that package.json admits, and the long-term releases after it. */
const packages: readonly ProgramPackage[] = [
  { name: 'Node.js 20', ...node('20.19.0') },
  { name: 'Node.js 22', ...node('22') },
  { name: 'Node.js 24', ...node('24') },
  { name: 'Node.js 24, interpreter alone', ...node('24'), args: ['--jitless'] },
  {
    name: 'Deno',
    package: `@deno/${platform()}-${arch()}${platform() === 'linux' ? '-glibc' : ''}`,
    version: '2',
    path: 'deno',
    args: ['run', '--quiet', '--allow-read', '--allow-env', '--node-modules-dir=manual'],
  },
  {
    name: 'Bun',
    package: `@oven/bun-${platform()}-${arch() === 'arm64' ? 'aarch64' : arch()}`,
    version: '1',
    path: 'bin/bun',
  },
];

/** Programs for this machine's processor. */
export const programs: readonly Engine[] = packages.map(
  ({ name, package: from, version, path, args = [] }) => ({
    name,
    place: `${type()}, ${arch()}`,
    report: async (request) =>
      reportOf(join(await packageFolder(from, version), path), args, request),
  }),
);
