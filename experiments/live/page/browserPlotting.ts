import type * as PlotModule from '@observablehq/plot';
import { escapeHtml } from '../../report/html.js';
import type { Plotting } from '../../report/plotting.js';

/** The plotting library that the page has loaded as a script, as the report's figures take it. */
export function browserPlotting(): Plotting {
  const { Plot } = globalThis as unknown as { readonly Plot: typeof PlotModule };
  return {
    Plot,
    svg(options, label) {
      const svg = Plot.plot({ ...options, className: 'plot' });
      svg.querySelector('style')?.remove();
      for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
      return svg.outerHTML.replace(
        '<svg',
        () => `<svg role="img" aria-label="${escapeHtml(label)}"`,
      );
    },
  };
}
