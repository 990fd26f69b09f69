import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a condition holds, for ten seconds at most. */
export async function until(holds: () => boolean): Promise<void> {
  for (let wait = 0; wait < 2000; wait++) {
    if (holds()) return;
    await sleep(5);
  }
  assert.fail(`expected to hold within ten seconds: ${String(holds)}`);
}
