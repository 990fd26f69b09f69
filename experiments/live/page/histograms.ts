import { legendOf } from '../../report/drawing.js';
import { html, Html } from '../../report/html.js';
import { lineStyle } from '../../report/palette.js';
import type { Plotting } from '../../report/plotting.js';
import type { Begin, SampleHistogram } from '../events.js';

const WIDTH = 300;
const HEIGHT = 180;

/** For each feature the jets and the model's samples, in percent of each. */
export function histograms(
  plotting: Plotting,
  { features, bins, reference }: Begin,
  samples: SampleHistogram | null,
): Html {
  const [jets, drawn] = [lineStyle(0), lineStyle(1)];
  const width = (bins.high - bins.low) / bins.count;
  /** the outline of the bars, from the axis to the axis */
  const outline = (percent: readonly number[]): { x: number; y: number }[] => [
    { x: bins.low, y: 0 },
    ...percent.flatMap((y, k) => [
      { x: bins.low + k * width, y },
      { x: bins.low + (k + 1) * width, y },
    ]),
    { x: bins.high, y: 0 },
  ];
  const { Plot } = plotting;
  const figures = features.map((feature, k) => {
    const marks = [
      Plot.areaY(outline(reference[k]), { x: 'x', y1: 0, y2: 'y', fill: jets.color, fillOpacity: 0.15 }),
      Plot.line(outline(reference[k]), { x: 'x', y: 'y', stroke: jets.color, strokeWidth: 2 }),
      samples === null
        ? null
        : Plot.line(outline(samples.percent[k]), {
            x: 'x', y: 'y', stroke: drawn.color, strokeWidth: 2, strokeDasharray: drawn.dash,
          }),
    ]; // prettier-ignore
    const svg = plotting.svg(
      {
        width: WIDTH,
        height: HEIGHT,
        marginTop: 22,
        marginLeft: 40,
        marginRight: 8,
        marginBottom: 36,
        style: { fontSize: '13px' },
        x: {
          domain: [bins.low, bins.high],
          label: 'after preprocessing',
          ticks: 6,
          labelArrow: 'none',
        },
        y: { label: '% per bin', ticks: 4, grid: true, labelArrow: 'none' },
        marks: [...marks, Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 })],
      },
      `${feature}: validation jets and samples of the model`,
    );
    return html`<figure>
      <h3>${feature}</h3>
      ${new Html(svg)}
    </figure>`;
  });
  const legend = legendOf([
    { label: 'validation jets', ...jets },
    { label: 'samples of the model', ...drawn },
  ]);
  return html`${legend}
    <div class="histograms">${figures}</div>`;
}
