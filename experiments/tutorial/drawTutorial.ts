import type { ModelName } from '../../algorithms/index.js';
import { loadPlotting } from '../report/plotting.js';
import { digestOfTensors, sha256 } from '../runs/digest.js';
import { figures } from './figures/figures.js';
import { study } from './study.js';

/** What docs/tutorial/digests.json holds. */
export interface TutorialDigests {
  /** SHA-256 of the trained weights */
  readonly weights: Readonly<Record<ModelName, string>>;
  /** SHA-256 of the files */
  readonly figures: Readonly<Record<string, string>>;
}

/** Every file of docs/tutorial/ by name: the same bytes each time. */
export async function drawTutorial(
  began: (model: ModelName) => void = () => undefined,
): Promise<Record<string, string>> {
  const plotting = await loadPlotting();
  const trained = (model: ModelName): ReturnType<typeof study> => {
    began(model);
    return study(model);
  };
  const studies = { ae: trained('ae'), nae: trained('nae'), wnae: trained('wnae') };
  const files: Record<string, string> = {};
  for (const [name, draw] of Object.entries(figures))
    files[`${name}.svg`] = draw(plotting, studies);
  const weights = {
    ae: digestOfTensors(studies.ae.trained),
    nae: digestOfTensors(studies.nae.trained),
    wnae: digestOfTensors(studies.wnae.trained),
  };
  const digests: TutorialDigests = {
    weights,
    figures: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha256(text)])),
  };
  return { ...files, 'digests.json': `${JSON.stringify(digests, null, 2)}\n` };
}
