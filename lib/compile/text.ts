import { showShape } from '../tensor/index.js';
import type { Graph, Value } from './graph.js';

/** How a value is named where it is used. */
export function nameOf(value: Value): string {
  if (value.kind === 'input') return value.name;
  if (value.kind === 'constant' && value.size === 1) return String(value.data[0]);
  return `${value.kind === 'constant' ? 'c' : '%'}${value.id}`;
}

/**
 * The graph as text, a line for each operation:
 * `%7: float64[256, 10] = relu(%6)`.
 */
export function graphText({ inputs, operations, outputs }: Graph): string {
  const typeOf = ({ dtype, shape }: Value): string => `${dtype}${showShape(shape)}`;
  return [
    ...inputs.map((x) => `input ${x.name}: ${typeOf(x)}`),
    ...operations.map((x) => {
      const params = x.params === null ? [] : [JSON.stringify(x.params)];
      const operands = [...x.inputs.map(nameOf), ...params].join(', ');
      return `${nameOf(x)}: ${typeOf(x)} = ${x.primitive}(${operands})`;
    }),
    `return ${outputs.map(nameOf).join(', ')}`,
  ].join('\n');
}
