import { html } from '../report/html.js';
import { servedPage } from './servedPage.js';

const styles = `
progress { width: 100%; height: 0.8rem; accent-color: var(--blue); }
#status { white-space: pre-wrap; font-variant-numeric: tabular-nums; margin: 0.2rem 0 0; max-width: none; }
#status.lost, #status.failed { color: var(--vermillion); font-weight: 600; }
.histograms { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 1rem; }
.histograms > * { min-width: 0; }
#aucs th { text-align: left; }
`;

/** The page that shows a training; its script fills it. */
export function livePage(): string {
  const body = html`<h1 id="title">Training</h1>
    <p class="remarks" id="about"></p>
    <progress id="bar" max="1" value="0" aria-label="Progress of the training"></progress>
    <p id="status" role="status">Connecting …</p>
    <div class="figures" id="curves"></div>
    <section id="sampled" hidden>
      <h2>Samples of the model</h2>
      <p id="samples-caption"></p>
      <div id="histograms"></div>
    </section>
    <section id="judged" hidden>
      <h2>AUC by signal</h2>
      <div class="scroll"><table id="aucs"></table></div>
    </section>`;
  return servedPage('wnae train', { styles, script: '/dist/experiments/live/page/main.js', body });
}
