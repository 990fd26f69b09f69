import { f32Literal, f64Literal, laneLiteral } from './literals.js';
import { toExpression } from './operand.js';
import { shapes, type LaneValue, type Shape } from './shapes.js';
import type { Expression, Literal } from './syntax.js';

function literalOf(shape: Shape, value: number | bigint): Literal {
  if (shape === 'f64x2') return f64Literal(value as number);
  if (shape === 'f32x4') return f32Literal(value as number);
  return laneLiteral(shapes[shape].bytes, value);
}

function expectLanes(name: string, lanes: readonly unknown[], count: number): void {
  if (lanes.length === count) return;
  throw new RangeError(
    `${name}: expected ${count} lanes, got ${lanes.length}; pass one number for each lane of the result`,
  );
}

/** v128.const, lane 0 first. */
export function vectorConstant<S extends Shape>(
  shape: S,
  ...lanes: LaneValue<S>[]
): Expression<'v128'> {
  expectLanes(`${shape}.const`, lanes, shapes[shape].lanes);
  const literals = lanes.map((value) => literalOf(shape, value));
  return {
    name: 'v128.const',
    type: 'v128',
    operands: [],
    immediate: {
      kind: 'literal',
      text: [shape, ...literals.map(({ text }) => text)].join(' '),
      bytes: literals.flatMap(({ bytes }) => bytes),
    },
  };
}

/**
 * A vector whose lane k is lane `lanes[k]` of a and b laid side by side: of a if below the number of
 * lanes of the shape, else of b. It becomes i8x16.shuffle.
 */
export function shuffle(
  shape: Shape,
  a: Expression<'v128'>,
  b: Expression<'v128'>,
  lanes: readonly number[],
): Expression<'v128'> {
  const name = `${shape}.shuffle`;
  const { lanes: count, bytes: size } = shapes[shape];
  expectLanes(name, lanes, count);
  const bytes = lanes.flatMap((lane) => {
    if (!(Number.isInteger(lane) && lane >= 0 && lane < 2 * count)) {
      throw new RangeError(
        `${name}: expected lanes from 0 to ${2 * count - 1}, got ${lane}; lanes of the second operand count on from ${count}`,
      );
    }
    return Array.from({ length: size }, (_, k) => lane * size + k);
  });
  return {
    name: 'i8x16.shuffle',
    type: 'v128',
    operands: [
      toExpression('v128', a, `${name}: operand 1`),
      toExpression('v128', b, `${name}: operand 2`),
    ],
    immediate: { kind: 'literal', text: bytes.join(' '), bytes },
  };
}
