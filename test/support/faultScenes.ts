import assert from 'node:assert/strict';
import type { Scene } from './faultCampaign.js';
import { minuteConfig, outcomeOf, runProcess, SimulatedMachine } from './simulatedRun.js';

/** A training from its start: after a fault it is resumed, or started again. */
export function fresh(
  data: string,
  config: Readonly<Record<string, unknown>> = minuteConfig,
): Scene {
  return { options: { data, config } };
}

/** The process that meets the fault resumes a training that was killed after some steps. */
export function resumed(data: string, config = minuteConfig): Scene {
  return {
    options: { data, config },
    async before(machine) {
      let steps = 0;
      const shouldStop = (): boolean => {
        if (++steps === 4) machine.files.kill();
        return false;
      };
      await runProcess(machine, { data, config, control: { shouldStop } });
      assert.equal(steps, 4);
    },
  };
}

/** The process that meets the fault replaces a finished run of another seed. */
export async function replacing(data: string): Promise<Scene> {
  const before = async (machine: SimulatedMachine): Promise<void> => {
    const config = { ...minuteConfig, seed: 1 };
    assert.equal(await runProcess(machine, { data, config }), 'finished');
  };
  const machine = new SimulatedMachine();
  await before(machine);
  return {
    options: { data, config: minuteConfig, force: true },
    before,
    orElse: outcomeOf(machine),
  };
}
