import type { InstructionTable } from './signature.js';

/** Loads and stores of numbers (core spec 2.0, 5.4.6), in the order of their opcodes. */
export const memoryInstructions = {
  'i32.load': [0x28, 'i32 -> i32', { bytes: 4 }],
  'i64.load': [0x29, 'i32 -> i64', { bytes: 8 }],
  'f32.load': [0x2a, 'i32 -> f32', { bytes: 4 }],
  'f64.load': [0x2b, 'i32 -> f64', { bytes: 8 }],
  'i32.load8_s': [0x2c, 'i32 -> i32', { bytes: 1 }],
  'i32.load8_u': [0x2d, 'i32 -> i32', { bytes: 1 }],
  'i32.load16_s': [0x2e, 'i32 -> i32', { bytes: 2 }],
  'i32.load16_u': [0x2f, 'i32 -> i32', { bytes: 2 }],

  'i32.store': [0x36, 'i32 i32 ->', { bytes: 4 }],
  'i64.store': [0x37, 'i32 i64 ->', { bytes: 8 }],
  'f32.store': [0x38, 'i32 f32 ->', { bytes: 4 }],
  'f64.store': [0x39, 'i32 f64 ->', { bytes: 8 }],
  'i32.store8': [0x3a, 'i32 i32 ->', { bytes: 1 }],
  'i32.store16': [0x3b, 'i32 i32 ->', { bytes: 2 }],
} as const satisfies InstructionTable;
