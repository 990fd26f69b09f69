import { REACH } from '../energyMap.js';
import { colors, energyColors, energyLevels } from '../figures/theme.js';
import type { Picture } from './messages.js';

/** What of a picture is drawn over its energy. */
export interface Layers {
  readonly data: boolean;
  readonly samples: boolean;
  readonly chains: boolean;
  readonly plan: boolean;
}

/** Chains whose paths are drawn; more hide each other. */
const PATHS = 24;
const MARGIN = 34;

/** The plane with the energy as coloured bands, and what is on it. */
export function drawPlane(canvas: HTMLCanvasElement, picture: Picture, layers: Layers): void {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const side = canvas.width - MARGIN;
  const at = (x: number, y: number): [number, number] => [
    MARGIN + ((x + REACH) / (2 * REACH)) * side,
    ((REACH - y) / (2 * REACH)) * side,
  ];
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bands(picture), MARGIN, 0, side, side);
  drawAxes(context, at, canvas);
  const { points, chain, plan } = picture;
  const end = chain.at(-1);
  if (layers.plan && plan !== null && end !== undefined) {
    context.strokeStyle = 'rgb(255 255 255 / 0.75)';
    context.lineWidth = 1.5;
    context.beginPath();
    plan.forEach((column, row) => {
      context.moveTo(...at(points[2 * row], points[2 * row + 1]));
      context.lineTo(...at(end[2 * column], end[2 * column + 1]));
    });
    context.stroke();
  }
  if (layers.chains && end !== undefined) {
    for (const [color, width] of [
      ['white', 3],
      [colors.samples, 1.4],
    ] as const) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.beginPath();
      for (let k = 0; k < PATHS; k++) {
        chain.forEach((state, step) => {
          const place = at(state[2 * k], state[2 * k + 1]);
          if (step === 0) context.moveTo(...place);
          else context.lineTo(...place);
        });
      }
      context.stroke();
    }
  }
  if (layers.data) drawDots(context, at, points, colors.data);
  if (layers.samples && end !== undefined) drawDots(context, at, end, colors.samples);
}

type Place = (x: number, y: number) => [number, number];

/** Pixels along a side of the drawn bands. */
const FINE = 330;

/** The bands between the levels, of energies interpolated between the cells' centres. */
function bands({ energy, cells }: Picture): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = FINE;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const image = context.createImageData(FINE, FINE);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < FINE; row++) {
    const y = (cells * (FINE - 0.5 - row)) / FINE - 0.5;
    for (let column = 0; column < FINE; column++) {
      const value = interpolated(energy, cells, (cells * (column + 0.5)) / FINE - 0.5, y);
      let band = 0;
      while (band < energyLevels.length && value >= energyLevels[band]) band++;
      pixels[row * FINE + column] = bandPixels[band];
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The colours as the bytes red, green, blue and opacity, in the order of this machine. */
const bandPixels = energyColors.map((color) => {
  const channel = (k: number): number => Number.parseInt(color.slice(1 + 2 * k, 3 + 2 * k), 16);
  return new Uint32Array(Uint8Array.of(channel(0), channel(1), channel(2), 255).buffer)[0];
});

/** Bilinear between the four cells around (x, y), in units of cells from the centre of the first. */
function interpolated(energy: Float64Array, cells: number, x: number, y: number): number {
  const inside = (at: number): number => Math.max(0, Math.min(cells - 1.000001, at));
  const [column, row] = [Math.floor(inside(x)), Math.floor(inside(y))];
  const [right, up] = [inside(x) - column, inside(y) - row];
  const k = row * cells + column;
  const low = energy[k] * (1 - right) + energy[k + 1] * right;
  const high = energy[k + cells] * (1 - right) + energy[k + cells + 1] * right;
  return low * (1 - up) + high * up;
}

function drawAxes(
  context: CanvasRenderingContext2D,
  at: Place,
  { width }: HTMLCanvasElement,
): void {
  context.fillStyle = getComputedStyle(context.canvas).color;
  context.font = '16px system-ui, sans-serif';
  for (let tick = -3; tick <= 3; tick++) {
    const text = String(tick).replace('-', '−');
    const [x, y] = at(tick, tick);
    context.textAlign = 'center';
    context.textBaseline = 'top';
    context.fillText(text, Math.min(x, width - 8), width - MARGIN + 8);
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillText(text, MARGIN - 6, Math.max(y, 9));
  }
  context.textAlign = 'center';
  context.fillText('x₁', at(0.5, 0)[0], width - MARGIN / 2 + 2);
  context.fillText('x₂', MARGIN / 2 - 2, at(0, 0.5)[1]);
}

function drawDots(
  context: CanvasRenderingContext2D,
  at: Place,
  points: Float64Array,
  color: string,
): void {
  context.lineCap = 'round';
  for (const [stroke, width] of [
    ['white', 7.5],
    [color, 6],
  ] as const) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.beginPath();
    for (let k = 0; k < points.length; k += 2) {
      const place = at(points[k], points[k + 1]);
      context.moveTo(...place);
      context.lineTo(...place);
    }
    context.stroke();
  }
}
