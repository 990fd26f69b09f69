import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  faultTable,
  injectFault,
  injectNumbers,
  type Injection,
} from '../support/faultInjection.js';
import { faults } from '../support/handWritten/faults.js';

const numbers = Array.from({ length: 9 }, (_, number) => number);
const injections: Injection[] = [];

test('a single wrong number is found at its stage, step and index', () => {
  const found = numbers.flatMap((number) => [...injectNumbers(number)]);
  injections.push(...found);
  for (const { located, story } of found) assert.ok(located, story);
});

test('a fault of a whole computation is found at the stage and step where it enters', () => {
  for (const fault of faults) {
    const found = numbers.flatMap((number) => [...injectFault(fault, number)]);
    injections.push(...found);
    assert.ok(found.length > 0, `no case shows the fault: ${fault}`);
    for (const { located, story } of found) assert.ok(located, story);
  }
});

test('at least 300 faults were injected, and all were found', (t) => {
  t.diagnostic(`\n${faultTable(injections)}`);
  assert.ok(injections.length >= 300, `${injections.length} faults were injected`);
  assert.ok(injections.every(({ detected, located }) => detected && located));
});
