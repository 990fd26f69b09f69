import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, scalar, sum, Tracer, where, type Tensor } from '../../lib/tensor/index.js';

/** Stands for a number; the only thing it does with a primitive is to say who was asked. */
class Named extends Tracer {
  constructor(
    readonly name: string,
    readonly level: number,
  ) {
    super([], 'float64');
  }

  override process(primitive: string): Tensor {
    return new Named(`${this.name} does ${primitive}`, this.level);
  }
}

const nameOf = (x: Tensor): string => (x as Named).name;

test('a primitive is handled by the highest level among its inputs, wherever it stands', () => {
  const [outer, inner] = [new Named('outer', 1), new Named('inner', 2)];
  assert.equal(nameOf(add(outer, inner)), 'inner does add');
  assert.equal(nameOf(add(inner, outer)), 'inner does add');
  assert.equal(nameOf(add(2, outer)), 'outer does add');
  assert.equal(nameOf(where(scalar(1), outer, inner)), 'inner does where');
  assert.equal(nameOf(sum(outer)), 'outer does sum');
});

test('without a tracer it is computed at once', () => {
  assert.equal(add(scalar(2), 3).item(), 5);
});

test('the numbers of a tracer are refused with the way out', () => {
  assert.throws(() => new Named('outer', 1).item(), {
    name: 'TypeError',
    message:
      'data: the numbers of Tensor float64[] are not available while it is differentiated or traced; ' +
      'use stopGradient(x) first, or return it and read it outside',
  });
});
