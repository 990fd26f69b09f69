import { host, instantiate } from './host.js';
import { ModuleBuilder } from './moduleBuilder.js';
import { f32x4 } from './operators.js';

/**
 * Whether kernels in vectors keep to docs/arithmetic.md 1 on this host. They do not
 * - where there is no WebAssembly, or none with vectors;
 * - on big-endian processors: WebAssembly stores the lowest byte first, and typed arrays on its memory read
 *   in the order of the processor;
 * - on 32-bit ARM, whose vectors of binary32 take subnormal numbers as 0.
 */
export function vectorsConform(): boolean {
  return (conform ??= isLittleEndian() && keepSubnormals());
}

/** The smallest positive number of binary32, 2⁻¹⁴⁹. */
const TINY = Math.fround(1.4e-45);

let conform: boolean | undefined;

function isLittleEndian(): boolean {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
}

/** Doubles the smallest number in a vector. */
function keepSubnormals(): boolean {
  if ((host as typeof host | undefined) === undefined) return false;
  const module = new ModuleBuilder({ memory: null });
  const twice = module.function('twice', { x: 'f32' }, 'f32');
  const x = f32x4.splat(twice.parameters.x);
  twice.body(twice.returns(f32x4.extract_lane(f32x4.add(x, x), 0)));
  const bytes = module.toBytes();
  if (!host.validate(bytes)) return false;
  return instantiate<{ twice(x: number): number }>(bytes).twice(TINY) === 2 * TINY;
}
