import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** A Slurm cluster of this machine alone. */
export interface SlurmNode {
  /** for programs that are to find it */
  readonly env: { readonly SLURM_CONF: string };
  stop(): void;
}

/** Why no cluster can be started here, or false. */
export function whyNoSlurm(): string | false {
  const there = ['slurmctld', 'slurmd', 'munged'].every(
    (program) => spawnSync(program, ['-V']).error === undefined,
  );
  if (!there) return "needs Debian's slurm-wlm";
  return process.getuid?.() === 0 ? false : 'needs root, to start slurmd';
}

/** Starts controller and node with all that they write in `folder`, and Munge where it does not run. */
export async function startSlurm(folder: string): Promise<SlurmNode> {
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name), { recursive: true });
  const node = hostname().split('.')[0];
  const configuration = [
    'ClusterName=wnae',
    `SlurmctldHost=${node}`,
    'AuthType=auth/munge',
    'SlurmUser=root',
    'SlurmdUser=root',
    `StateSaveLocation=${join(folder, 'state')}`,
    `SlurmdSpoolDir=${join(folder, 'spool')}`,
    ...['slurmctld', 'slurmd'].flatMap((name) => [
      `${name === 'slurmd' ? 'Slurmd' : 'Slurmctld'}PidFile=${join(folder, `${name}.pid`)}`,
      `${name === 'slurmd' ? 'Slurmd' : 'Slurmctld'}LogFile=${join(folder, `${name}.log`)}`,
    ]),
    'SlurmctldPort=16827',
    'SlurmdPort=16828',
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_Core',
    'ReturnToService=2',
    `NodeName=${node} CPUs=${availableParallelism()} State=UNKNOWN`,
    'PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP',
  ];
  const env = { SLURM_CONF: join(folder, 'slurm.conf') };
  writeFileSync(env.SLURM_CONF, `${configuration.join('\n')}\n`);
  const munge = startMunge();
  for (const daemon of ['slurmctld', 'slurmd']) start(daemon, [], env);
  for (let tries = 0; !isIdle(env); tries++) {
    if (tries === 100) throw new Error(`Slurm does not come up; see ${folder}/*.log`);
    await setTimeout(200);
  }
  return {
    env,
    stop() {
      const files = ['slurmd', 'slurmctld'].map((name) => join(folder, `${name}.pid`));
      for (const file of munge === null ? files : [...files, munge]) {
        if (existsSync(file)) process.kill(Number(readFileSync(file, 'utf8')));
      }
    },
  };
}

function isIdle(env: NodeJS.ProcessEnv): boolean {
  const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
  return spawnSync('sinfo', ['--noheader', '--format=%T'], options).stdout.trim() === 'idle';
}

/**
 * Debian's package makes its key and user; its service does not start in a container. Returns where its process number
 * lies, null if it ran already.
 */
function startMunge(): string | null {
  if (spawnSync('munge', ['-n']).status === 0) return null;
  mkdirSync('/run/munge', { recursive: true });
  spawnSync('chown', ['munge', '/run/munge', '/var/log/munge', '/var/lib/munge', '/etc/munge']);
  start('setpriv', ['--reuid=munge', '--regid=munge', '--clear-groups', 'munged'], {});
  return '/run/munge/munged.pid';
}

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`${program} does not start: ${stderr}`);
}
