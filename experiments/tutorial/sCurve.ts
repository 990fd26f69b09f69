import { cos, sin } from '../../lib/math/index.js';
import { normal, stream, uniform, type Key } from '../../lib/random/index.js';

/**
 * Points on an S in the plane, (sin t, sign(t)(cos t − 1)) for t uniform in (−3π/2, 3π/2), moved by
 * normal noise of standard deviation 0.1 in both coordinates: [points, 2] row-major.
 */
export function sCurve(key: Key, points: number): Float64Array {
  const position = uniform(stream(key, 'position'), points);
  const noise = normal(stream(key, 'noise'), 2 * points);
  const out = new Float64Array(2 * points);
  for (let i = 0; i < points; i++) {
    const t = 3 * Math.PI * (position[i] - 0.5);
    out[2 * i] = sin(t) + 0.1 * noise[2 * i];
    out[2 * i + 1] = Math.sign(t) * (cos(t) - 1) + 0.1 * noise[2 * i + 1];
  }
  return out;
}
