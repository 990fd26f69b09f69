import fc from 'fast-check';

/** Numbers at the edges of what formats and engines can hold. */
const EDGES = [
  0n, 1n, 0x7fn, 0xffn, 0x7fffn, 0xffffn, 0x7fffffffn, 0x80000000n, 0xffffffffn, 0x100000000n,
  (1n << 53n) - 1n, 1n << 53n, (1n << 63n) - 1n, 1n << 63n, (1n << 64n) - 1n,
]; // prettier-ignore
const WORDS = [
  '-1', '0', '1', '65', '4294967296', '9007199254740991', '9007199254740993', '1e308', '-0', 'NaN', 'inf',
  '"', "'", '\\', ',', ';', ':', '[', ']', '{', '}', '(', ')', '\n', '\r', '\t', ' ', '#', '\0', '\ufeff', '__proto__',
  'constructor', '__metadata__', '"shape":[0]', '"data_offsets":[0,8]', '<f8', '>i8', '|O', 'True',
]; // prettier-ignore

/** One change of a file, as places in it between 0 and 1. */
type Mutation = (bytes: Uint8Array) => Uint8Array;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (bytes: Uint8Array, share: number): number => Math.floor(share * bytes.length);

function spliced(bytes: Uint8Array, from: number, to: number, ...middle: Uint8Array[]): Uint8Array {
  return Buffer.concat([bytes.subarray(0, from), ...middle, bytes.subarray(Math.max(from, to))]);
}

const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.nat(255)).map(([p, value]) => (bytes: Uint8Array) => {
    const out = bytes.slice();
    if (out.length > 0) out[at(bytes, p)] = value;
    return out;
  }),
  fc.tuple(place, fc.nat(7)).map(([p, bit]) => (bytes: Uint8Array) => {
    const out = bytes.slice();
    if (out.length > 0) out[at(bytes, p)] ^= 1 << bit;
    return out;
  }),
  place.map((p) => (bytes: Uint8Array) => bytes.slice(0, at(bytes, p))),
  // A number of 1, 2, 4 or 8 bytes is set to an edge.
  fc.tuple(place, fc.constantFrom(...EDGES), fc.constantFrom(1, 2, 4, 8)).map(
    ([p, value, size]) => (bytes: Uint8Array) => {
      const out = bytes.slice();
      const start = at(bytes, p);
      for (let k = 0; k < size && start + k < out.length; k++) out[start + k] = Number((value >> BigInt(8 * k)) & 0xffn);
      return out;
    },
  ),
  // A decimal number of the text is replaced.
  fc.tuple(place, fc.constantFrom(...WORDS)).map(([p, word]) => (bytes: Uint8Array) => {
    const numbers = [...Buffer.from(bytes).toString('latin1').matchAll(/\d+/g)];
    if (numbers.length === 0) return bytes;
    const { 0: digits, index } = numbers[Math.floor(p * numbers.length)];
    return spliced(bytes, index, index + digits.length, Buffer.from(word));
  }),
  fc.tuple(place, fc.constantFrom(...WORDS), fc.constantFrom(1, 1, 1, 70, 3000)).map(
    ([p, word, times]) => (bytes: Uint8Array) => spliced(bytes, at(bytes, p), 0, Buffer.from(word.repeat(times))),
  ),
  fc.tuple(place, place).map(([p, q]) => (bytes: Uint8Array) =>
    spliced(bytes, at(bytes, Math.min(p, q)), at(bytes, Math.max(p, q))),
  ),
  // A part is copied to another place.
  fc.tuple(place, place, place).map(([p, q, r]) => (bytes: Uint8Array) => {
    const part = bytes.slice(at(bytes, Math.min(p, q)), at(bytes, Math.max(p, q)));
    return spliced(bytes, at(bytes, r), 0, part.subarray(0, 4096));
  }),
); // prettier-ignore

/** Damaged and hostile relatives of valid files, and now and then bytes of no format at all. */
export function hostileFiles(...seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const damaged = fc
    .tuple(fc.constantFrom(...seeds), fc.array(mutations, { minLength: 1, maxLength: 5 }))
    .map(([seed, changes]) => changes.reduce((bytes, change) => change(bytes), seed))
    .map((bytes) => Uint8Array.from(bytes));
  return fc.oneof(
    { weight: 20, arbitrary: damaged },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
}
