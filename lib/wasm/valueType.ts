/** The types a local, an operand or a result can have (core spec 2.0, 2.3.4 without references). */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** How each is written (5.3.1, 5.3.2). */
export const valueTypeCodes: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
};
