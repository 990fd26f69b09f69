/**
 * Trains AE, NAE and WNAE on the S-curve and writes the figures of docs/tutorial.md with the digests of what
 * they were drawn from: `npm run tutorial`.
 */
import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { packageFolder } from '../packageFolder.js';
import { drawTutorial } from './drawTutorial.js';

const folder = join(packageFolder, 'docs/tutorial');
const began = performance.now();
const files = await drawTutorial((model) => process.stderr.write(`training ${model} …\n`));
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
const seconds = ((performance.now() - began) / 1000).toFixed(0);
process.stderr.write(`${Object.keys(files).length} files in ${folder}, ${seconds} s\n`);
