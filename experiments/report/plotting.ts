import type * as PlotModule from '@observablehq/plot';
import { escapeHtml } from './html.js';

/** The plotting library and a document for it to draw in. */
export interface Plotting {
  readonly Plot: typeof PlotModule;
  /** The plot as the markup of one `svg` element, with the given accessible name. */
  svg(options: PlotModule.PlotOptions, label: string): string;
}

/**
 * Loads the plotting library, which is an optional dependency, with a document outside a browser.
 *
 * @throws Error naming the packages to install, where they are missing
 */
export async function loadPlotting(): Promise<Plotting> {
  const [Plot, { parseHTML }] = await Promise.all([
    import('@observablehq/plot'),
    import('linkedom'),
  ]).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      'report: the figures need the packages @observablehq/plot and linkedom, of which one is not ' +
        'installed; npm install @observablehq/plot linkedom adds them',
      { cause: error },
    );
  });
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return {
    Plot,
    svg(options, label) {
      const svg = Plot.plot({ ...options, document, className: 'plot' } as PlotModule.PlotOptions);
      // the report's own stylesheet serves all figures
      svg.querySelector('style')?.remove();
      for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
      svg.removeAttribute('xmlns');
      svg.removeAttribute('xmlns:xlink');
      return withShortCoordinates(svg.outerHTML).replace(
        '<svg',
        () => `<svg role="img" aria-label="${escapeHtml(label)}"`,
      );
    },
  };
}

/** Coordinates to a hundredth of a pixel, which halves a page. */
function withShortCoordinates(svg: string): string {
  return svg.replace(/ (?:d|transform|points|c?[xy][12]?|r|width|height)="[^"]*"/g, (attribute) =>
    attribute.replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2)))),
  );
}

/** Numbers the clip paths of a page or file from 1: the plotting library counts on from drawing to drawing. */
export function withOwnClipPaths(text: string): string {
  const numbers = new Map<string, number>();
  return text.replace(/plot-clip-\d+/g, (id) => {
    const number = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, number);
    return `clip-${number}`;
  });
}
