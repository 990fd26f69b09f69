import { sheet, type Placed } from './sheet.js';
import { PLANE } from './plane.js';

const GAP = 10;
const WIDTH = 2 * PLANE.width + GAP;

/** A row of explanation beneath the pictures. */
export interface Footer {
  readonly svg: string;
  readonly height: number;
}

/** Pictures of the plane two by two, or one by itself in the middle, and what explains them. */
export function planes(
  name: string,
  pictures: readonly string[],
  footers: readonly Footer[],
): string {
  const alone = pictures.length === 1;
  const parts: Placed[] = pictures.map((svg, k) => ({
    svg,
    x: alone ? (WIDTH - PLANE.width) / 2 : (k % 2) * (PLANE.width + GAP),
    y: Math.floor(k / 2) * (PLANE.height + GAP) + 6,
  }));
  let y = Math.ceil(pictures.length / 2) * (PLANE.height + GAP) + 6;
  for (const { svg, height } of footers) {
    parts.push({ svg, x: 0, y });
    y += height + 4;
  }
  return sheet(WIDTH, y, name, parts);
}
