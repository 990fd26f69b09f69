import { Html, html } from '../report/html.js';
import { stylesheet } from '../report/stylesheet.js';

/** A page of a server of this machine: the report's style and more, the plotting scripts, and a script of its own. */
export function servedPage(
  title: string,
  {
    styles,
    script,
    body,
  }: { readonly styles: string; readonly script: string; readonly body: Html },
): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(stylesheet + styles)}
        </style>
        <script src="/scripts/d3.js"></script>
        <script src="/scripts/plot.js"></script>
        <script type="module" src="${script}"></script>
      </head>
      <body>
        ${body}
      </body>
    </html>`.text;
}
