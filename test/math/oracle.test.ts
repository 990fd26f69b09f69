/** The oracle of these tests against published digits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BigFloat } from '../support/bigFloat.js';
import { ln2, pi, ulpError } from '../support/bigFloat.js';
import * as exact from '../support/exactFunctions.js';

function assertDigits({ mantissa, exponent }: BigFloat, digits: string): void {
  const places = BigInt(digits.split('.')[1].length);
  const scaled = (mantissa * 10n ** places) >> BigInt(-exponent);
  const expected = BigInt(digits.replace('.', ''));
  assert.ok(scaled - expected >= -1n && scaled - expected <= 1n, `${scaled} against ${digits}`);
}

test('the oracle gives the published digits (OEIS A000796, A002162, A001113, A333418, A220510, …)', () => {
  const P = 256;
  const of = (mantissa: bigint): BigFloat => ({ mantissa, exponent: -P });
  assertDigits(of(pi(P)), '3.14159265358979323846264338327950288419716939937510');
  assertDigits(of(ln2(P)), '0.69314718055994530941723212145817656807550013436025');
  assertDigits(exact.exp(1), '2.71828182845904523536028747135266249775724709369995');
  assertDigits(exact.log(10), '2.30258509299404568401799145468436420760110148862877');
  assertDigits(exact.sin(1), '0.84147098480789650665250232163029899962256306079837');
  assertDigits(exact.cos(1), '0.54030230586813971740093660744297660373231042061792');
  assertDigits(exact.tanh(1), '0.76159415595576488811945828260479359041276859725793');
  assertDigits(exact.erf(1), '0.84270079294971486934122063508260925929606699796630');
  assertDigits(
    exact.normalQuantile(0.75, 0.6744897501960817),
    '0.67448975019608174320222701454130718538690441504986',
  );
});

test('an error of one place counts as one ulp, and of a half at a tie as half', () => {
  const one = { mantissa: 1n, exponent: 0 };
  assert.equal(ulpError(1 + 2 ** -52, one), 1);
  assert.equal(ulpError(1, { mantissa: (1n << 53n) + 1n, exponent: -53 }), 0.5);
  assert.equal(ulpError(2 ** -1074, { mantissa: 0n, exponent: 0 }), 1);
  assert.equal(ulpError(0, one), 2 ** 52);
  assert.equal(ulpError(Infinity, { mantissa: 1n, exponent: 1024 }), 0);
  assert.equal(ulpError(Number.MAX_VALUE, { mantissa: 1n, exponent: 1024 }), 1);
});
