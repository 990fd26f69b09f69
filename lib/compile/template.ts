import { DenseTensor, sameShape, Tensor, type Shape } from '../tensor/index.js';

/** The structure of nested arrays and plain objects with tensors among their leaves. */
export interface Template {
  readonly root: Node;
  /** the tensors, in the order of the leaves */
  readonly tensors: readonly { readonly path: string; readonly like: Tensor }[];
}

type Node =
  | { readonly kind: 'tensor'; readonly shape: Shape; readonly dtype: string }
  | { readonly kind: 'branch'; readonly array: boolean; readonly children: readonly Child[] }
  /** no tensor within: compared as a whole */
  | { readonly kind: 'static'; readonly value: unknown };

type Child = readonly [key: string, node: Node];

/** Describes a value; the paths of its tensors begin with `names[k]` for element k of the root. */
export function templateOf(value: unknown): Template {
  const tensors: { path: string; like: Tensor }[] = [];
  const visit = (x: unknown, path: string): Node => {
    if (x instanceof Tensor) {
      tensors.push({ path, like: x });
      return { kind: 'tensor', shape: x.shape, dtype: x.dtype };
    }
    if (!isBranch(x)) return { kind: 'static', value: x };
    const before = tensors.length;
    const children = Object.entries(x).map(
      ([key, child]) => [key, visit(child, path === '' ? key : `${path}.${key}`)] as const,
    );
    // also an empty list and an object of settings: told by their values
    return tensors.length === before
      ? { kind: 'static', value: x }
      : { kind: 'branch', array: Array.isArray(x), children };
  };
  return { root: visit(value, ''), tensors };
}

/** The value that `template` describes, with `leaves` in the places of its tensors. */
export function rebuild(template: Template, leaves: readonly Tensor[]): unknown {
  let next = 0;
  const build = (node: Node): unknown => {
    if (node.kind === 'tensor') return leaves[next++];
    if (node.kind === 'static') return node.value;
    if (node.array) return node.children.map((child) => build(child[1]));
    const branch: Record<string, unknown> = {};
    for (const child of node.children) branch[child[0]] = build(child[1]);
    return branch;
  };
  return build(template.root);
}

/**
 * The tensors of `value` in the order of the template's, if it has the same structure, shapes, element
 * types and other leaves; otherwise null. Other leaves are compared by their values.
 */
export function match({ root }: Template, value: unknown): Tensor[] | null {
  const found: Tensor[] = [];
  return matches(root, value, found) ? found : null;
}

function matches(node: Node, x: unknown, found: Tensor[]): boolean {
  switch (node.kind) {
    case 'static':
      return sameValue(node.value, x);
    case 'tensor': {
      if (!(x instanceof Tensor) || x.dtype !== node.dtype) return false;
      if (!sameShape(x.shape, node.shape)) return false;
      found.push(x);
      return true;
    }
    case 'branch': {
      if (!isBranch(x) || Array.isArray(x) !== node.array) return false;
      if (countKeys(x) !== node.children.length) return false;
      for (const child of node.children) {
        if (!matches(child[1], (x as Record<string, unknown>)[child[0]], found)) return false;
      }
      return true;
    }
  }
}

function countKeys(x: object): number {
  if (Array.isArray(x)) return x.length;
  let count = 0;
  for (const _ in x) count += 1;
  return count;
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isBranch(a) || !isBranch(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [p, q] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return keys.every((key) => key in q && !(q[key] instanceof Tensor) && sameValue(p[key], q[key]));
}

/** A nested array or plain object; instances of classes and functions are leaves. */
function isBranch(x: unknown): x is object {
  if (typeof x !== 'object' || x === null) return false;
  if (Array.isArray(x)) return true;
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === Object.prototype || prototype === null;
}

/** Whether all tensors have numbers: none is being differentiated or traced. */
export function allDense(tensors: readonly Tensor[]): tensors is DenseTensor[] {
  return tensors.every((x) => x instanceof DenseTensor);
}
