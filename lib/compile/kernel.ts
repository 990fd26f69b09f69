import type { DType, Primitive } from '../tensor/index.js';

/*
 * Kernels as data: what a function of the emitted module does, but for the addresses, which it receives.
 * Equal kernels, as those of the equal steps of a chain, are emitted once. Numbers of pointers are positions in the
 * function's list of addresses.
 */

/** How an operation of a group reads a number of each row. */
export type Read =
  /** of an earlier operation of the group */
  | { readonly from: 'operation'; readonly index: number }
  | { readonly from: 'tile'; readonly pointer: number; readonly stride: 0 | 1 }
  | { readonly from: 'uniform'; readonly pointer: number; readonly stride: 0 | 1 }
  | { readonly from: 'literal'; readonly number: number };

/** How it reads a number that all rows share. */
export type SharedRead = Extract<Read, { readonly from: 'uniform' | 'literal' }>;

export type GroupOperation = { readonly store: number | null } & (
  | {
      readonly kind: 'elementwise';
      readonly primitive: Primitive;
      readonly params: unknown;
      readonly operands: readonly Read[];
    }
  | {
      readonly kind: 'dot';
      readonly x: number;
      readonly weight: number;
      readonly inner: number;
      readonly along: number;
      readonly across: number;
      readonly start: SharedRead;
    }
  | { readonly kind: 'rowSum'; readonly x: number; readonly inner: number }
);

export type Kernel = { readonly dtype: DType } & (
  | { readonly kind: 'group'; readonly features: number; readonly operations: readonly GroupOperation[] }
  /** rows of `features` numbers → a tile */
  | { readonly kind: 'load'; readonly features: number }
  /** a tile → rows */
  | { readonly kind: 'store'; readonly features: number }
  /** zeros in the rows that a tile has no data for */
  | { readonly kind: 'clear'; readonly features: number; readonly rows: number }
  /** Σ over the rows of a tile → one number a feature */
  | { readonly kind: 'sumRows'; readonly features: number; readonly onto: boolean }
  /** Σ over the rows of products of features p and q → p·q numbers */
  | { readonly kind: 'contractRows'; readonly p: number; readonly q: number; readonly onto: boolean }
); // prettier-ignore
