import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeMachine, type Machine } from '../../experiments/runs/machine.js';
import { nodeProcesses } from '../../experiments/runs/processes.js';
import { refuseLocked, RunLock } from '../../experiments/runs/runLock.js';
import { temporaryFolder } from '../support/tinyRun.js';

const folder = temporaryFolder();
const machine: Machine = { ...nodeMachine, wait: () => undefined };
let made = 0;

/** A folder that holds a lock with this text. */
function locked(text?: string): string {
  const path = join(folder, `run-${++made}`);
  mkdirSync(path);
  if (text !== undefined) writeFileSync(join(path, 'lock.json'), text);
  return path;
}

function lockOf(holder: object): string {
  return locked(`${JSON.stringify({ since: '2026-01-02T03:04:05.678Z', ...holder })}\n`);
}

function acquire(path: string): { lock: RunLock; notices: string[] } {
  const notices: string[] = [];
  return { lock: RunLock.acquire(path, machine, (notice) => notices.push(notice)), notices };
}

/** A pid that no process has: the largest that Linux gives is 2²². */
const NOBODY = 0x7ffffff0;

test('a second lock is refused while the first is held, also to the same process', () => {
  const path = locked();
  const { lock } = acquire(path);
  assert.throws(() => acquire(path), {
    message: new RegExp(
      `^the run ${path} is in use by process ${process.pid} on ${hostname()} since \\S+; wait for it to end, or stop it$`,
    ),
  });
  assert.throws(() => refuseLocked(path, machine), /is in use by process/);
  lock.check();
  lock.release();
  assert.deepEqual(readdirSync(path), []);
  acquire(path).lock.release();
});

test('the lock of a dead process of this host is taken over with a notice', () => {
  const path = lockOf({ pid: NOBODY, host: hostname(), began: null });
  refuseLocked(path, machine);
  const { lock, notices } = acquire(path);
  assert.deepEqual(notices, [
    `${path} was locked by process ${NOBODY} on ${hostname()}, which is gone; going on`,
  ]);
  assert.deepEqual(readdirSync(path), ['lock.json']);
  lock.check();
});

test('a process that only has the pid of a dead one is not taken for it', () => {
  const { began } = nodeProcesses.self;
  if (began === null) return;
  const [boot, tick] = began.split(':');
  for (const other of [`${boot}:${Number(tick) - 1}`, `another-boot:${tick}`]) {
    const { notices } = acquire(lockOf({ pid: process.pid, host: hostname(), began: other }));
    assert.match(notices[0], /which is gone; going on$/);
  }
  for (const same of [began, null]) {
    const path = lockOf({ pid: process.pid, host: hostname(), began: same });
    assert.throws(() => acquire(path), /is in use by process/);
  }
});

test('a process of another host may be alive: it is refused with the way out', () => {
  const path = lockOf({ pid: NOBODY, host: 'elsewhere', began: null });
  assert.throws(() => acquire(path), {
    message: `the run ${path} is in use by process ${NOBODY} on elsewhere since 2026-01-02T03:04:05.678Z; if that process is gone, remove ${join(path, 'lock.json')}`,
  });
});

test('a lock that its maker did not finish is taken over', () => {
  for (const text of ['', '{"pid":', '{}\n', '[]\n', 'null\n', '{"pid":-1,"host":"a"}\n']) {
    const { lock, notices } = acquire(locked(text));
    assert.match(
      notices[0],
      /had a lock that is not whole, left by a process that died; going on$/,
    );
    lock.check();
  }
});

test('who lost the lock notices, and does not remove that of another', () => {
  const path = locked();
  const { lock } = acquire(path);
  const file = join(path, 'lock.json');
  const other = lockOf({ pid: 1, host: 'elsewhere' });
  writeFileSync(file, readFileSync(join(other, 'lock.json')));
  assert.throws(
    () => lock.check(),
    /is no longer the lock of this process; stopped without writing/,
  );
  lock.release();
  assert.ok(existsSync(file));
});

test('of processes that find the same stale lock at the same time one alone gets it', () => {
  const stale = { pid: NOBODY, host: hostname(), began: null };
  // another process takes over at each of the calls on files that this one makes
  for (let moment = 1; ; moment++) {
    const path = lockOf(stale);
    let calls = 0;
    let other: RunLock | undefined;
    const interleaved = (name: keyof Machine['files']) =>
      ((...args: never[]) => {
        calls += 1;
        if (calls === moment && other === undefined) {
          calls = NaN;
          other = acquire(path).lock;
        }
        return (machine.files[name] as (...args: never[]) => unknown)(...args);
      }) as never;
    const files = {
      ...machine.files,
      read: interleaved('read'),
      rename: interleaved('rename'),
      open: interleaved('open'),
      remove: interleaved('remove'),
    };
    let mine: RunLock | undefined;
    try {
      mine = RunLock.acquire(path, { ...machine, files }, () => undefined);
    } catch (error) {
      assert.match(String(error), /is in use by process/);
    }
    if (other === undefined) {
      assert.ok(moment > 4, 'the other process came between all calls');
      return;
    }
    assert.equal(mine, undefined, `moment ${moment}: the other process had it first`);
    other.check();
    assert.deepEqual(readdirSync(path), ['lock.json']);
  }
});
