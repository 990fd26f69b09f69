import { Html, html } from '../report/html.js';
import { servedPage } from '../live/servedPage.js';
import { ENERGY_LEGEND, energyLegend } from './figures/legend.js';
import { tutorialEpochs } from './settings.js';

const styles = `
.panel { display: flex; flex-wrap: wrap; gap: 0.6rem 1.2rem; align-items: center; margin: 0.8rem 0; }
.panel label { display: flex; gap: 0.4rem; align-items: center; }
.panel input[type="number"] { width: 5rem; }
button, select, input { font: inherit; padding: 0.15rem 0.5rem; }
.stage { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1.5rem; align-items: start; }
.stage > * { min-width: 0; }
canvas { width: 100%; max-width: 38rem; aspect-ratio: 1; display: block; }
.stage > div > svg { display: block; width: 100%; max-width: 38rem; height: auto; }
#curves { display: grid; gap: 1rem; }
#status { font-variant-numeric: tabular-nums; min-height: 1.5em; max-width: none; }
#digest { overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: 0.85rem; max-width: none; }
`;

const layer = (id: string, text: string, checked: boolean): Html =>
  html`<label
    ><input type="checkbox" id="${id}" ${new Html(checked ? 'checked' : '')} />${text}</label
  >`;

/** The page on which the tutorial runs. */
export function tutorialPage(): string {
  const { width, height } = ENERGY_LEGEND;
  const legend = energyLegend().replace(
    '<svg',
    `<svg viewBox="0 0 ${width} ${height}" font-size="17"`,
  );
  const body = html`<h1>A WNAE you can see</h1>
    <p>
      An autoencoder's reconstruction error as an energy in the plane, trained on points of an S.
      This page trains it here, in a worker of your browser, on the build that Node.js runs. What
      there is to see is told in docs/tutorial.md.
    </p>
    <div class="panel">
      <label
        >Model
        <select id="model">
          <option value="wnae">WNAE</option>
          <option value="nae">NAE</option>
          <option value="ae">AE</option>
        </select>
      </label>
      <label
        >Seed
        <input type="number" id="seed" value="0" min="0" max="9007199254740991" step="1" required
      /></label>
      <label
        >Epochs
        <input
          type="number"
          id="epochs"
          value="${tutorialEpochs.wnae}"
          min="1"
          max="1000"
          step="1"
          required
      /></label>
      <button id="go">Start</button>
      <button id="again" disabled>Start anew</button>
    </div>
    <p id="status" role="status">Ready.</p>
    <div class="stage">
      <div>
        <canvas
          id="plane"
          width="660"
          height="660"
          role="img"
          aria-label="Energy over the plane, with data, samples and chains"
        ></canvas>
        ${new Html(legend)}
        <div class="panel">
          ${layer('data', 'data (black)', true)}${layer('samples', 'samples (orange)', true)}${layer('chains', 'paths of chains', false)}${layer('plan', 'plan of transport', false)}
        </div>
      </div>
      <div id="curves"></div>
    </div>
    <p id="digest"></p>`;
  return servedPage('A WNAE you can see', {
    styles,
    script: '/dist/experiments/tutorial/page/main.js',
    body,
  });
}
