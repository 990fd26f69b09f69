import { expectIdentifier } from './identifier.js';
import { toExpression, type Operand } from './operand.js';
import { Local, type Body, type Callable, type ParameterTypes, type Statement } from './syntax.js';
import type { ValueType } from './valueType.js';

/** A function of a module: first its locals, then its body, once. Made by ModuleBuilder. */
export class FunctionBuilder<
  P extends ParameterTypes = ParameterTypes,
  R extends ValueType | null = ValueType | null,
> implements Callable<P, R> {
  readonly parameters: { readonly [K in keyof P]: Local<P[K]> };
  readonly #locals: Local[] = [];
  #statements: Body | null = null;

  constructor(
    readonly name: string,
    readonly parameterTypes: P,
    readonly result: R,
  ) {
    this.parameters = Object.fromEntries(
      Object.entries(parameterTypes).map(([key, type]) => [key, this.local(type, key)]),
    ) as unknown as { readonly [K in keyof P]: Local<P[K]> };
  }

  /** A variable that starts as zero. A name already taken is printed with its index after it. */
  local<T extends ValueType>(type: T, name: string = type): Local<T> {
    expectIdentifier(`function ${this.name}, local`, name);
    const taken = this.#locals.some(({ identifier }) => identifier === name);
    const local = new Local(type, taken ? `${name}.${this.#locals.length}` : name);
    this.#locals.push(local);
    return local;
  }

  /** Leaves the function, with its result if it has one. */
  returns(...value: R extends ValueType ? [value: Operand<R>] : []): Statement {
    const { result } = this;
    const operands =
      result === null
        ? []
        : [toExpression<ValueType>(result, value[0]!, `function ${this.name}: returned value`)];
    return { name: 'return', type: null, operands, immediate: null };
  }

  /** What the function does. One with a result must end with returns(…) or unreachable(). */
  body(...statements: Body[]): this {
    if (this.#statements !== null) {
      throw new Error(
        `function ${this.name}: expected one body, got a second; pass all statements to one call of body`,
      );
    }
    this.#statements = statements;
    return this;
  }

  /** All locals in the order of their indices, parameters first. */
  get locals(): readonly Local[] {
    return this.#locals;
  }

  get statements(): Body {
    if (this.#statements !== null) return this.#statements;
    throw new Error(
      `function ${this.name}: expected a body, got none; call body(…) before the module is assembled`,
    );
  }
}
