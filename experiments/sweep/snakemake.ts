import { join } from 'node:path';
import { writeAtomically } from '../runs/atomicFile.js';
import { shellWord, SUMMARY, sweepFileIn, type SweepPlace } from './workflow.js';

/**
 * A Snakefile for the sweep: a rule that makes the `summary.json` of a run, and one that makes the sweep's of
 * all. A training that was stopped goes on when its rule runs again: its checkpoints are no output of the rule.
 */
export function snakefile(place: SweepPlace, names: readonly string[]): string {
  const { cwd, node, cli, out } = place;
  // a JSON text without characters beyond ASCII is a Python literal
  const literal = (value: unknown): string =>
    JSON.stringify(value).replace(
      /[^\0-~]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  return `# Written by wnae sweep. Run it: ${snakemakeCommand(join(out, 'Snakefile'), out)}
CWD = ${literal(cwd)}
WNAE = [${literal(node)}, ${literal(cli)}, "sweep", ${literal(sweepFileIn(place))}, "--out", ${literal(out)}]
TRAININGS = ${literal(names)}

rule summary:
    input: expand("{run}/${SUMMARY}", run=TRAININGS)
    output: "${SUMMARY}"
    shell: "cd {CWD:q} && {WNAE:q} --only-summary"

rule training:
    output: "{run}/${SUMMARY}"
    wildcard_constraints: run="[^/]+"
    threads: 1
    params: number=lambda wildcards: TRAININGS.index(wildcards.run)
    shell: "cd {CWD:q} && {WNAE:q} --task {params.number}"
`;
}

/** What runs a Snakefile in a folder. */
export function snakemakeCommand(snakefile: string, folder: string): string {
  return `snakemake --snakefile ${shellWord(snakefile)} --directory ${shellWord(folder)} --cores all`;
}

/** Writes the Snakefile into the sweep's folder; gives its path. */
export function writeSnakefile(place: SweepPlace, names: readonly string[]): string {
  const path = join(place.out, 'Snakefile');
  writeAtomically(path, snakefile(place, names));
  return path;
}
