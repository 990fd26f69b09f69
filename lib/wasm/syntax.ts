import type { InstructionName } from './instructions.js';
import type { ValueType } from './valueType.js';

/**
 * Programs as trees, before labels and indices have numbers. A tree is immutable and only describes:
 * an expression that occurs twice is computed twice. `set` a local to keep a value.
 */

/** An instruction with its operands, which are computed from left to right before it. */
export interface Instruction<R extends ValueType | null> {
  readonly name: InstructionName;
  /** null: leaves no value */
  readonly type: R;
  readonly operands: readonly Expression[];
  readonly immediate: Immediate | null;
}

/** Has a value of type T. */
export type Expression<T extends ValueType = ValueType> = Instruction<T>;

/** Has none. */
export type Statement = Instruction<null> | Structured;

/** A sequence of statements; lists nest, so that generated code needs no flattening. */
export type Body = Statement | readonly Body[];

/** What branches go to: the start of a loop, the end of a block. */
export class Label {
  constructor(readonly of: 'block' | 'loop' | 'if') {}
}

export interface Structured {
  readonly name: 'block' | 'loop' | 'if';
  readonly type: null;
  readonly label: Label;
  /** of an `if`: whether `body` or `otherwise` runs */
  readonly condition: Expression<'i32'> | null;
  readonly body: Body;
  readonly otherwise: Body | null;
}

/** A variable of a function; as an expression, its present value. */
export class Local<T extends ValueType = ValueType> implements Instruction<T> {
  readonly name = 'local.get';
  readonly operands = [];
  readonly immediate: Immediate = { kind: 'local', local: this };

  constructor(
    readonly type: T,
    readonly identifier: string,
  ) {}
}

export type ParameterTypes = Readonly<Record<string, ValueType>>;

/** What `call` needs to know of a function. */
export interface Callable<
  P extends ParameterTypes = ParameterTypes,
  R extends ValueType | null = ValueType | null,
> {
  readonly name: string;
  /** in the order of the parameters */
  readonly parameterTypes: P;
  readonly result: R;
}

/** What follows an opcode, as it is printed and as it is written. */
export interface Literal {
  readonly text: string;
  readonly bytes: readonly number[];
}

/** The constant part of an address; the alignment is a hint that does not bind. */
export interface MemoryArgument {
  readonly log2Alignment: number;
  readonly offset: number;
}

/** The same before it is resolved: indices become numbers in assemble.ts. */
export type Immediate =
  | ({ readonly kind: 'literal' } & Literal)
  | ({ readonly kind: 'memory' } & MemoryArgument)
  | { readonly kind: 'local'; readonly local: Local }
  | { readonly kind: 'label'; readonly label: Label }
  | { readonly kind: 'function'; readonly callee: Callable };
