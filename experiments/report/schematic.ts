import type { Drawing } from './drawing.js';
import { escapeHtml } from './html.js';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly lines: readonly string[];
  readonly color: string;
}

const HEIGHT = 52;

const boxes: readonly Box[] = [
  { x: 8, y: 10, width: 150, lines: ['jets of the batch', 'x, positive samples'], color: 'var(--blue)' },
  { x: 262, y: 10, width: 190, lines: ['starts x₀', 'replay buffer or fresh N(0, 1)'], color: 'var(--vermillion)' },
  { x: 52, y: 118, width: 172, lines: ['autoencoder, weights θ', 'E(x) = |x − g(f(x))|² / D'], color: 'var(--green)' },
  { x: 262, y: 118, width: 190, lines: ['Langevin chain', 'x ← x − (λ/T) ∇E(x) + σξ'], color: 'var(--vermillion)' },
  { x: 262, y: 226, width: 190, lines: ['ends of the chain', 'x′, negative samples'], color: 'var(--vermillion)' },
  { x: 100, y: 334, width: 190, lines: ['exact optimal transport', 'loss W(x, x′)'], color: 'var(--purple)' },
]; // prettier-ignore

interface Arrow {
  readonly path: string;
  /** along which the gradient goes back */
  readonly gradient?: boolean;
}

const arrows: readonly Arrow[] = [
  { path: 'M28 62 V360 H98' },
  { path: 'M357 62 V116' },
  { path: 'M224 134 H260' },
  { path: 'M400 170 V224' },
  { path: 'M400 278 V360 H292' },
  { path: 'M250 334 V306 H310 V280', gradient: true },
  { path: 'M310 226 V172', gradient: true },
  { path: 'M262 156 H226', gradient: true },
];

/** How the model is trained, after the paper's figure 8. */
export function schematic(): Drawing {
  const style = 'stroke-width="1.6" fill="none"';
  const drawn = [
    '<svg role="img" aria-label="Flow of a training step: jets and ends of Langevin chains meet in optimal transport, whose gradient goes back through the chain to the weights" width="460" height="396" viewBox="0 0 460 396" font-size="12.5" fill="currentColor">',
    '<defs>',
    ...['forward', 'gradient'].map(
      (name) =>
        `<marker id="schematic-${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="${name === 'forward' ? 'currentColor' : 'var(--purple)'}"/></marker>`,
    ),
    '</defs>',
    ...arrows.map(({ path, gradient = false }) =>
      gradient
        ? `<path d="${path}" ${style} stroke="var(--purple)" stroke-dasharray="5 3" marker-end="url(#schematic-gradient)"/>`
        : `<path d="${path}" ${style} stroke="currentColor" marker-end="url(#schematic-forward)"/>`,
    ),
    ...boxes.map(
      ({ x, y, width, lines, color }) =>
        `<g><rect x="${x}" y="${y}" width="${width}" height="${HEIGHT}" rx="6" fill="var(--panel)" stroke="${color}" stroke-width="1.8"/>` +
        lines
          .map(
            (line, k) =>
              `<text x="${x + width / 2}" y="${y + 21 + 18 * k}" text-anchor="middle"${k === 0 ? ' font-weight="600"' : ''}>${escapeHtml(line)}</text>`,
          )
          .join('') +
        '</g>',
    ),
    '</svg>',
  ].join('');
  return {
    name: 'schematic',
    title: 'How a WNAE is trained',
    caption:
      'The energy of the autoencoder drives Langevin chains; exact transport measures how far their ends lie from the jets; ' +
      'the gradient of that distance goes back through every step of the chain into the weights (Adam). ' +
      'An AE minimises the mean energy of the jets alone; an NAE the energy of jets against that of samples.',
    panels: [drawn],
    legend: [
      { label: 'values', color: 'currentColor' },
      { label: 'gradient', color: 'var(--purple)', dash: '5 3' },
    ],
    data: { boxes, arrows },
  };
}
