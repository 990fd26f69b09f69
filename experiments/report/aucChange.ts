import { html, Html } from './html.js';
import { meanSpread } from './meanSpread.js';
import { lineStyle } from './palette.js';
import type { Plotting } from './plotting.js';
import type { RunGroup } from './runGroup.js';
import { showSignal, sortedSignals } from '../jets/signal.js';

/** AUC of every signal from the chosen epoch (filled) to the last (open), one row per group. */
export function aucChange({ Plot, svg }: Plotting, groups: readonly RunGroup[]): Html | null {
  const columns = groups.map((group, k) => ({ ...group, style: lineStyle(k), k }));
  const names = groups.flatMap(({ chosen, last }) =>
    [...chosen, ...last].flatMap((at) => Object.keys(at.auc)),
  );
  const signals = sortedSignals(names);
  if (signals.length === 0) return null;
  const rows = signals.flatMap((signal) =>
    columns.flatMap(({ chosen, last, style, k }) => {
      const from = meanSpread(chosen.map((at) => at.auc[signal.name]));
      const to = meanSpread(last.map((at) => at.auc[signal.name]));
      if (from === null || to === null) return [];
      return [{ signal: showSignal(signal), k, from: from.mean, to: to.mean, color: style.color }];
    }),
  );
  const gap = 8;
  const rowHeight = gap * groups.length + 12;
  const perGroup = columns.map(({ k, style }) => {
    const options = { y: 'signal', dy: (k - (groups.length - 1) / 2) * gap };
    const own = rows.filter((row) => row.k === k);
    return [
      Plot.link(own, {
        ...options,
        x1: 'from',
        x2: 'to',
        y1: 'signal',
        y2: 'signal',
        stroke: style.color,
        strokeWidth: 2,
      }),
      Plot.dot(own, {
        ...options,
        x: 'to',
        r: 3,
        stroke: style.color,
        fill: 'var(--page)',
        strokeWidth: 1.5,
      }),
      Plot.dot(own, { ...options, x: 'from', r: 3.5, fill: style.color }),
    ];
  });
  const values = rows.flatMap((row) => [row.from, row.to, 0.5]);
  const low = Math.floor(Math.min(...values) * 20 - 0.2) / 20;
  const high = Math.ceil(Math.max(...values) * 20 + 0.2) / 20;
  const drawn = svg(
    {
      width: 460,
      height: 66 + signals.length * rowHeight,
      marginLeft: 134,
      marginRight: 16,
      marginTop: 22,
      marginBottom: 40,
      style: { fontSize: '12.5px' },
      x: { domain: [low, high], label: 'AUC', grid: true, ticks: 6 },
      y: {
        type: 'band',
        domain: signals.map(showSignal),
        label: 'm_Φ, r_inv',
        labelAnchor: 'top',
        labelArrow: 'none',
        padding: 0,
        tickSize: 0,
      },
      marks: [Plot.ruleX([0.5], { stroke: 'currentColor', strokeDasharray: '6 3' }), ...perGroup],
    },
    `AUC of each signal at the chosen and at the last epoch, for ${groups.map((g) => g.label).join(', ')}`,
  );
  return html`<figure class="wide">
    <h3>What training on does to detection</h3>
    ${new Html(drawn)}
    <ul class="legend">
      ${columns.map(
        ({ label, style }) =>
          html`<li>
            <svg class="key" viewBox="0 0 26 8" aria-hidden="true">
              <line x1="4" x2="22" y1="4" y2="4" stroke="${style.color}" stroke-width="2" />
              <circle cx="4" cy="4" r="3.5" fill="${style.color}" />
              <circle
                cx="22"
                cy="4"
                r="3"
                fill="var(--page)"
                stroke="${style.color}"
                stroke-width="1.5"
              /></svg
            >${label}
          </li>`,
      )}
    </ul>
    <figcaption>
      AUC of each signal at the chosen epoch (filled) and at the last epoch (open). Dashed:
      guessing.
    </figcaption>
  </figure>`;
}
