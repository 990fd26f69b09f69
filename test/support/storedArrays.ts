import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StoredArray, StoredData } from '../../lib/io/index.js';

/** Constructors of every element type that files hold. */
export const elementTypes = [
  Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array,
  BigInt64Array, BigUint64Array,
] as const; // prettier-ignore

/** Elements of every kind of number: NaN, −0, infinities, subnormals, extremes. */
function elements(type: (typeof elementTypes)[number], count: number): fc.Arbitrary<StoredData> {
  const list = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.array(arbitrary, { minLength: count, maxLength: count });
  if (type === Float64Array) return list(fc.double()).map((x) => Float64Array.from(x));
  if (type === Float32Array) return list(fc.float()).map((x) => Float32Array.from(x));
  if (type === BigInt64Array) {
    return list(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })).map((x) => BigInt64Array.from(x)); // prettier-ignore
  }
  if (type === BigUint64Array) {
    return list(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map((x) => BigUint64Array.from(x));
  }
  const Integers = type as Int32ArrayConstructor;
  return list(fc.integer()).map((x) => Integers.from(x));
}

/** Arrays of rank 0 to 4, empty ones among them, of every element type, truth values included. */
export const storedArrays: fc.Arbitrary<StoredArray> = fc
  .array(fc.nat({ max: 4 }), { maxLength: 4 })
  .chain((shape) => {
    const count = shape.reduce((product, extent) => product * extent, 1);
    const numbers = elementTypes.map((type) =>
      elements(type, count).map((data) => ({ shape, data })),
    );
    const truth = fc
      .array(fc.boolean(), { minLength: count, maxLength: count })
      .map((bits) => ({ shape, data: Uint8Array.from(bits, Number), boolean: true }));
    return fc.oneof(...numbers, truth);
  });

export const namedArrays = fc.dictionary(
  fc.oneof(fc.string({ maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 5 })),
  storedArrays,
  { maxKeys: 5 },
);

/** Asserts equal shape, element type and elements; −0 is not 0, and any NaN is NaN. */
export function assertSameArray(actual: StoredArray, expected: StoredArray): void {
  assert.deepEqual(actual.shape, expected.shape);
  assert.equal(actual.boolean, expected.boolean);
  assert.equal(actual.data.constructor, expected.data.constructor);
  assert.equal(actual.data.length, expected.data.length);
  expected.data.forEach((value: number | bigint, k: number) => {
    if (!Object.is(actual.data[k], value))
      assert.fail(`element ${k}: ${actual.data[k]}, not ${value}`);
  });
}

export function assertSameArrays(
  actual: Readonly<Record<string, StoredArray>>,
  expected: Readonly<Record<string, StoredArray>>,
): void {
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
  for (const [name, array] of Object.entries(expected)) assertSameArray(actual[name], array);
}

/** Asserts that elements are as many as the shape says. */
export function assertWellFormed({ shape, data }: StoredArray): void {
  assert.ok(shape.every((extent) => Number.isInteger(extent) && extent >= 0));
  assert.equal(
    data.length,
    shape.reduce((product, extent) => product * extent, 1),
  );
}

/**
 * Reads `file` cut at every byte, with every byte changed, and with random bytes changed. Each reading is
 * well-formed or an Error of one sentence that begins with `format`.
 *
 * @returns how many of the changed files were refused
 */
export function damage(
  format: string,
  file: Uint8Array,
  read: (bytes: Uint8Array) => void,
): { cut: number; changed: number } {
  const refused = { cut: 0, changed: 0 };
  const attempt = (bytes: Uint8Array, kind: 'cut' | 'changed', what: string): void => {
    try {
      read(bytes);
    } catch (error) {
      assert.ok(error instanceof Error);
      assert.equal(error.constructor, Error, `${what}: ${error.stack}`);
      assert.match(
        error.message,
        RegExp(`^${format}: (?:entry ".*": npy: )?expected .*, got .*$`),
        what,
      );
      refused[kind]++;
    }
  };
  for (let length = 0; length < file.length; length++) {
    attempt(file.slice(0, length), 'cut', `cut to ${length} bytes`);
  }
  for (let at = 0; at < file.length; at++) {
    for (const value of [0, 0xff, file[at] ^ 1, file[at] ^ 0x80, 0x39, 0x22, 0x7d]) {
      const bytes = file.slice();
      bytes[at] = value;
      if (value !== file[at]) attempt(bytes, 'changed', `byte ${at} set to ${value}`);
    }
  }
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: file.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }),
      (changes) => {
        const bytes = file.slice();
        for (const [at, value] of changes) bytes[at] = value;
        attempt(bytes, 'changed', JSON.stringify(changes));
      },
    ),
    { numRuns: 500 },
  ); // prettier-ignore
  return refused;
}
