import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultTable, injectFault, injectNumbers } from '../support/faultInjection.js';
import { faults } from '../support/handWritten/faults.js';

test('over many cases every clear fault is found at its place', (t) => {
  const numbers = Array.from({ length: 60 }, (_, k) => 100 + k);
  const injections = numbers.flatMap((number) => [
    ...injectNumbers(number),
    ...faults.flatMap((fault) => [...injectFault(fault, number)]),
  ]);
  t.diagnostic(`\n${faultTable(injections)}`);
  for (const { located, story } of injections) assert.ok(located, story);
});
