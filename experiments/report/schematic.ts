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
  { x: 8, y: 10, width: 130, lines: ['jets of the batch', 'x, positive samples'], color: 'var(--blue)' },
  { x: 282, y: 10, width: 150, lines: ['starts x₀: replay buffer', 'or fresh N(0, 1)'], color: 'var(--vermillion)' },
  { x: 8, y: 118, width: 170, lines: ['autoencoder, weights θ', 'E(x) = |x − g(f(x))|² / D'], color: 'var(--green)' },
  { x: 252, y: 118, width: 180, lines: ['Langevin chain, 10 steps', 'x ← x − (λ/T) ∇E(x) + σξ'], color: 'var(--vermillion)' },
  { x: 262, y: 226, width: 170, lines: ['ends of the chains', 'x′, negative samples'], color: 'var(--vermillion)' },
  { x: 130, y: 334, width: 180, lines: ['exact optimal transport', 'loss W(x, x′)'], color: 'var(--purple)' },
]; // prettier-ignore

interface Arrow {
  readonly path: string;
  /** along which the gradient goes back */
  readonly gradient?: boolean;
}

const arrows: readonly Arrow[] = [
  { path: 'M357 62 V116' },
  { path: 'M178 136 H250' },
  { path: 'M357 170 V224' },
  { path: 'M357 278 V350 H312' },
  { path: 'M24 62 V90 M24 172 V350 H128' },
  { path: 'M260 332 V310 H240 V252 H260', gradient: true },
  { path: 'M300 224 V172', gradient: true },
  { path: 'M250 154 H180', gradient: true },
];

/** How the model is trained, after the paper's figure 8. */
export function schematic(): Drawing {
  const style = 'stroke-width="1.6" fill="none"';
  const drawn = [
    '<svg role="img" aria-label="Flow of a training step: jets and ends of Langevin chains meet in optimal transport, whose gradient goes back through the chain to the weights" width="440" height="396" viewBox="0 0 440 396" font-size="13" fill="currentColor">',
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
