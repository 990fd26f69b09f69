import { i32 } from './operators.js';
import type { Operand } from './operand.js';
import { branch, branchIf, ifThen, loop, set } from './statements.js';
import type { Body, Local, Statement } from './syntax.js';

/** The body as long as the condition, computed before each pass, is not 0. */
export function whileLoop(condition: Operand<'i32'>, body: Body): Statement {
  return loop((again) => ifThen(condition, [body, branch(again)]));
}

/** Bounds of a counted loop, unsigned. `to` and `step` are read at every pass: no expressions. */
export interface Range {
  readonly from: Operand<'i32'>;
  readonly to: Local<'i32'> | number;
  readonly step: Local<'i32'> | number;
}

/**
 * for (counter = from; counter < to; counter += step) body: with unsigned comparison, as suits
 * pointers. The last `counter + step` may not pass 2³² − 1, where it would wrap and go on.
 */
export function countedLoop(counter: Local<'i32'>, { from, to, step }: Range, body: Body): Body {
  const goesOn = i32.lt_u(counter, to);
  return [
    set(counter, from),
    ifThen(
      goesOn,
      loop((again) => [body, set(counter, i32.add(counter, step)), branchIf(again, goesOn)]),
    ),
  ];
}
