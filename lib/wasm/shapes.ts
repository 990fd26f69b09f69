/** The vector shapes used here: how 128 bits are divided into lanes. */
export const shapes = {
  i8x16: { lanes: 16, bytes: 1 },
  i32x4: { lanes: 4, bytes: 4 },
  i64x2: { lanes: 2, bytes: 8 },
  f32x4: { lanes: 4, bytes: 4 },
  f64x2: { lanes: 2, bytes: 8 },
} as const;

export type Shape = keyof typeof shapes;

/** A number for each lane of a vector constant. */
export type LaneValue<S extends Shape> = S extends 'i64x2' ? bigint : number;
