/** Extents of a tensor, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** Row-major strides, counted in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/** `[256, 8]` as text for messages. */
export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Throws unless every extent is an integer ≥ 0 and the size is one a typed array can have. */
export function checkShape(operation: string, shape: Shape): void {
  for (const extent of shape) {
    if (!Number.isInteger(extent) || extent < 0) {
      throw new RangeError(
        `${operation}: expected extents that are integers ≥ 0, got shape ${showShape(shape)}`,
      );
    }
  }
  if (sizeOf(shape) > 0x100000000) {
    throw new RangeError(`${operation}: shape ${showShape(shape)} has more than 2^32 elements`);
  }
}

/**
 * The common shape of operands under NumPy's rule: aligned at the last axis, extents must agree or
 * be 1. Throws a RangeError naming `operation` and both shapes otherwise.
 */
export function broadcastShapes(operation: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let k = 1; k <= rank; k++) {
    const extentA = k <= a.length ? a[a.length - k] : 1;
    const extentB = k <= b.length ? b[b.length - k] : 1;
    if (extentA !== extentB && extentA !== 1 && extentB !== 1) {
      throw new RangeError(
        `${operation}: expected shapes that broadcast (equal extents, or 1, from the last axis ` +
          `on), got ${showShape(a)} and ${showShape(b)}`,
      );
    }
    out[rank - k] = extentA === 1 ? extentB : extentA;
  }
  return out;
}

/** An axis counted from the end when negative, as 0 … rank−1; out of range is a RangeError. */
export function normalizeAxis(operation: string, axis: number, rank: number): number {
  const normalized = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normalized < 0 || normalized >= rank) {
    const range = rank === 0 ? 'no axis' : `an axis from ${-rank} to ${rank - 1}`;
    throw new RangeError(
      `${operation}: expected ${range} for a tensor of rank ${rank}, got ${axis}`,
    );
  }
  return normalized;
}

/** Axes (default: all) in ascending order without repetition; a repeated axis is a RangeError. */
export function normalizeAxes(
  operation: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = (typeof axes === 'number' ? [axes] : axes)
    .map((axis) => normalizeAxis(operation, axis, rank))
    .sort((p, q) => p - q);
  if (new Set(list).size < list.length) {
    throw new RangeError(`${operation}: expected each axis once, got axes ${showShape(list)}`);
  }
  return list;
}
