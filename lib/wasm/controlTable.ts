/**
 * Opcodes of the instructions that have a form of their own in this library, because their types or
 * what follows their opcode is their own (core spec 2.0, 5.4.1, 5.4.3, 5.4.4, 5.4.7 and 5.4.8).
 */
export const controlOpcodes = {
  unreachable: [0x00],
  block: [0x02],
  loop: [0x03],
  if: [0x04],
  else: [0x05],
  end: [0x0b],
  br: [0x0c],
  br_if: [0x0d],
  return: [0x0f],
  call: [0x10],

  drop: [0x1a],
  select: [0x1b],

  'local.get': [0x20],
  'local.set': [0x21],
  'local.tee': [0x22],

  'i32.const': [0x41],
  'i64.const': [0x42],
  'f32.const': [0x43],
  'f64.const': [0x44],

  'v128.const': [0xfd, 12],
  'i8x16.shuffle': [0xfd, 13],
} as const satisfies Record<string, readonly number[]>;
