import { Tensor } from '../tensor/index.js';

/**
 * Parameters and other structured values are plain nested objects and arrays with tensors as leaves
 * (`{ encoder: [{ weight, bias }, …] }`). Leaves are visited in the order of the keys.
 */

/** The leaves of `tree`; anything but tensors, arrays and plain objects is a TypeError. */
export function leaves(tree: unknown): Tensor[] {
  return namedLeaves(tree).map(([, leaf]) => leaf);
}

/** The leaves with their paths, keys joined by dots: `encoder.0.weight`. */
export function namedLeaves(tree: unknown, path = ''): [string, Tensor][] {
  if (tree instanceof Tensor) return [[path, tree]];
  return children(tree, path).flatMap(([key, child]) =>
    namedLeaves(child, path === '' ? key : `${path}.${key}`),
  );
}

/** A tree of the same structure with every leaf (and the leaves at its place in `others`) mapped. */
export function mapTree<T>(
  f: (leaf: Tensor, ...others: Tensor[]) => unknown,
  tree: T,
  ...others: T[]
): T {
  return map(f, tree, others, '') as T;
}

function map(
  f: (leaf: Tensor, ...others: Tensor[]) => unknown,
  tree: unknown,
  others: readonly unknown[],
  path: string,
): unknown {
  if (tree instanceof Tensor) {
    return f(
      tree,
      ...others.map((other) => {
        if (other instanceof Tensor) return other;
        throw new TypeError(`tree: expected a tensor at ${path || 'the root'} of every tree`);
      }),
    );
  }
  const entries = children(tree, path).map(([key, child]) => {
    const beside = others.map((other) => (other as Record<string, unknown> | undefined)?.[key]);
    return [key, map(f, child, beside, path === '' ? key : `${path}.${key}`)] as const;
  });
  return Array.isArray(tree) ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

/** A tree of the structure of `like` whose leaves, in order, are `values`. */
export function unflatten<T>(like: T, values: readonly Tensor[]): T {
  let next = 0;
  return mapTree(() => values[next++], like);
}

function children(tree: unknown, path: string): [string, unknown][] {
  const isPlain =
    typeof tree === 'object' &&
    tree !== null &&
    (Array.isArray(tree) || [Object.prototype, null].includes(Object.getPrototypeOf(tree)));
  if (!isPlain) {
    throw new TypeError(
      `tree: expected tensors in nested arrays and plain objects, got ${typeof tree} at ${path || 'the root'}`,
    );
  }
  return Object.entries(tree);
}
