/** The library's instructions by the sorts of their operands, for tests that go through all of them. */
import * as library from '../../lib/wasm/index.js';
import { instructions } from '../../lib/wasm/instructions.js';
import { parseSignature } from '../../lib/wasm/signature.js';
import { meanings, type PureName } from './meanings.js';
import type { Sort } from './values.js';

export const pureNames = Object.keys(instructions).filter((name) => name in meanings) as PureName[];

/** How a vector of this shape is compared. */
const sortOfShape = (shape: string): Sort =>
  shape === 'f32x4' || shape === 'f64x2' ? shape : 'bits';

/** Vectors are of the shape before the dot, or of the one that a conversion names after it. */
export function operandSorts(name: PureName): Sort[] {
  const shape = /_([if]\d+x\d+)/.exec(name)?.[1] ?? name.split('.')[0];
  return parseSignature(instructions[name][1]).operands.map((type) =>
    type === 'v128' ? sortOfShape(shape) : type,
  );
}

/** Comparisons of lanes give masks. */
export function resultSort(name: PureName): Sort {
  const { result } = parseSignature(instructions[name][1]);
  if (result !== 'v128') return result!;
  return /\.(eq|ne|lt|gt|le|ge)$/.test(name) ? 'bits' : sortOfShape(name.split('.')[0]);
}

export function lanesOf(name: PureName): number {
  const form = (instructions[name] as readonly unknown[])[2] as { lanes: number } | undefined;
  return form?.lanes ?? 0;
}

/** The library's function of this name, `lane` being left out where it names none. */
export function build(
  name: string,
  operands: readonly library.Expression[],
  immediate?: number,
): library.Expression {
  const [prefix, rest] = name.split('.');
  const namespaces = library as unknown as Record<
    string,
    Record<string, (...operands: unknown[]) => library.Expression>
  >;
  return namespaces[prefix][rest](...operands, ...(immediate === undefined ? [] : [immediate]));
}

/** Whether the bits of a NaN operand, or its sign, show in the result. */
export function showsNaN(name: PureName): boolean {
  return /copysign|reinterpret_f/.test(name);
}
