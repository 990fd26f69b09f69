import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtFile } from '../live/builtFiles.js';
import { commonJsModule } from '../live/commonJsModule.js';
import { serveLocally, type Content, type LocalServer } from '../live/localServer.js';
import { loadPlotScripts } from '../live/plotScripts.js';
import { packageFolder } from '../packageFolder.js';
import { tutorialPage } from './tutorialPage.js';

const packages = ['ndarray', 'ndarray-ops'];

/** Serves the tutorial's page with the build as it lies in dist/. */
export function serveTutorial(): Promise<LocalServer> {
  const script = (body: string): Content => ({ type: 'text/javascript', body });
  const files = new Map<string, Content>([
    ['/', { type: 'text/html', body: tutorialPage() }],
    [
      '/digests.json',
      {
        type: 'application/json',
        body: readFileSync(join(packageFolder, 'docs/tutorial/digests.json')),
      },
    ],
    ...loadPlotScripts(),
    ...packages.map((name) => [`/packages/${name}.js`, script(commonJsModule(name))] as const),
  ]);
  // ndarray and Observable Plot make functions from text, and kernels are compiled from bytes
  return serveLocally((path) => files.get(path) ?? browserModule(path), {
    scripts: "'unsafe-eval'",
  });
}

/** A module of the build whose packages are addressed by path: workers know no import maps. */
function browserModule(path: string): Content | null {
  const file = builtFile(path);
  if (file === null) return null;
  const body = String(file.body).replace(
    /^((?:import|export) .*from )'(ndarray(?:-ops)?)';$/gm,
    (_, head: string, name: string) => `${head}'/packages/${name}.js';`,
  );
  return { ...file, body };
}
