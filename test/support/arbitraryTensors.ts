import fc from 'fast-check';
import {
  sizeOf, tensor, type DType, type DenseTensor, type Shape,
} from '../../lib/tensor/index.js'; // prettier-ignore

/** Shapes of rank 0 to `maxRank`; an extent may be 0 unless `minExtent` forbids it. */
export function shapes({ maxRank = 4, minExtent = 0, maxExtent = 4 } = {}): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: minExtent, max: maxExtent }), { maxLength: maxRank });
}

/** Numbers spread evenly over [low, high]; fc.double spreads them over the exponents instead. */
export function real(low: number, high: number): fc.Arbitrary<number> {
  return fc.maxSafeNat().map((k) => low + (high - low) * (k / Number.MAX_SAFE_INTEGER));
}

/** Numbers with full mantissas, of magnitudes so near that the order of a sum shows in its bits. */
export const ordinaryNumber: fc.Arbitrary<number> = fc
  .tuple(real(-1, 1), fc.integer({ min: -4, max: 4 }))
  .map(([mantissa, exponent]) => mantissa * 2 ** exponent);

/** Any binary64 number, the special ones and the denormals often. */
export const anyNumber: fc.Arbitrary<number> = fc.oneof(
  { weight: 5, arbitrary: ordinaryNumber },
  { weight: 2, arbitrary: fc.double() },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      NaN,
      Infinity,
      -Infinity,
      0,
      -0,
      1,
      -1,
      5e-324,
      -5e-324,
      1e-310,
      1e-40,
      -1e-45,
      Number.MAX_VALUE,
      -3.4028234663852886e38,
    ),
  },
);

export const dtypes: fc.Arbitrary<DType> = fc.constantFrom('float64', 'float32');

/** Tensors of one shape. */
export function tensorOf(
  shape: Shape,
  dtype: DType = 'float64',
  element: fc.Arbitrary<number> = anyNumber,
): fc.Arbitrary<DenseTensor> {
  const size = sizeOf(shape);
  return fc
    .array(element, { minLength: size, maxLength: size })
    .map((values) =>
      tensor(dtype === 'float64' ? Float64Array.from(values) : Float32Array.from(values), shape),
    );
}

/** Tensors of any shape and element type. */
export function anyTensor(
  shape: fc.Arbitrary<Shape> = shapes(),
  element: fc.Arbitrary<number> = anyNumber,
): fc.Arbitrary<DenseTensor> {
  return fc.tuple(shape, dtypes).chain(([extents, dtype]) => tensorOf(extents, dtype, element));
}

/** `count` shapes that broadcast together: axes of a common shape set to 1 or dropped in front. */
export function broadcastableShapes(count: number): fc.Arbitrary<number[][]> {
  return shapes().chain((common) => {
    const rank = common.length;
    const one = fc
      .tuple(
        fc.integer({ min: 0, max: rank }),
        fc.array(fc.boolean(), { minLength: rank, maxLength: rank }),
      )
      .map(([dropped, single]) => common.map((e, axis) => (single[axis] ? 1 : e)).slice(dropped));
    return fc.array(one, { minLength: count, maxLength: count });
  });
}

/** `count` tensors of one element type whose shapes broadcast together. */
export function broadcastableTensors(count: number): fc.Arbitrary<DenseTensor[]> {
  return fc
    .tuple(broadcastableShapes(count), dtypes)
    .chain(([list, dtype]) => fc.tuple(...list.map((shape) => tensorOf(shape, dtype))));
}
