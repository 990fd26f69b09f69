const light =
  '--page: #ffffff; --ink: #1a1c1f; --soft: #5a6068; --line: #d4d8dd; --panel: #f5f6f8; ' +
  '--blue: #0072b2; --vermillion: #d55e00; --green: #009e73; --purple: #cc79a7; --orange: #e69f00; --sky: #56b4e9;';
const dark =
  '--page: #15171a; --ink: #e8eaed; --soft: #a3aab3; --line: #3a4047; --panel: #1e2125; --blue: #2b8cd0;';

/** The colours of light pages, and of dark ones where `media` holds. */
export function paletteStyles(selector: string, media: string): string {
  return `${selector} { ${light} } @media ${media} { ${selector} { ${dark} } }`;
}

/** The report's only stylesheet: light and dark, narrow and wide, and on paper. */
export const stylesheet = `
:root { color-scheme: light dark; }
${paletteStyles(':root', 'screen and (prefers-color-scheme: dark)')}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem clamp(0.75rem, 3vw, 2.5rem) 3rem; max-width: 78rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 0.3rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 0.5rem; padding-top: 0.6rem; border-top: 2px solid var(--line); }
h3 { font-size: 1rem; margin: 0 0 0.2rem; }
p, .findings li { max-width: 48rem; }
.findings { padding-left: 1.1rem; }
.findings li { margin: 0.4rem 0; }
.remarks, .of { color: var(--soft); font-size: 0.9rem; }
.answer { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.5rem; align-items: start; }
.answer.wide { grid-template-columns: minmax(0, 1fr); }
figure.wide > svg { max-width: 34rem; }
.answer.wide > figure { max-width: 46rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1.5rem; margin: 1rem 0; }
.answer > *, .figures > *, figure { margin: 0; break-inside: avoid; }
figure > svg, .panels > svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { white-space: pre; }
figcaption { font-size: 0.85rem; color: var(--soft); margin-top: 0.25rem; }
.legend { list-style: none; margin: 0.1rem 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.1rem 0.9rem; font-size: 0.85rem; }
.legend li { display: flex; align-items: center; gap: 0.35rem; }
.key { width: 26px; height: 8px; flex: none; }
.several { grid-column: 1 / -1; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, max(var(--width), 25% - 0.6rem)), 1fr)); gap: 0.6rem; max-width: 72rem; }
details { margin: 0.6rem 0; }
summary { font-weight: 600; padding: 0.3rem 0; }
summary small { font-size: 0.85rem; }
.scroll { overflow-x: auto; margin: 0.8rem 0; }
table { border-collapse: collapse; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
caption span { display: block; position: sticky; left: 0; max-width: min(36rem, 100vw - 2rem); }
caption { text-align: left; color: var(--soft); padding-bottom: 0.4rem; font-size: 0.85rem; }
th, td { padding: 0.18rem 0.5rem; text-align: right; white-space: nowrap; }
th { font-weight: 600; }
sub { line-height: 0; font-size: 0.75em; }
small { font-weight: 400; color: var(--soft); font-size: 0.78rem; }
thead th { vertical-align: bottom; border-bottom: 1px solid var(--line); line-height: 1.25; }
thead th small { display: inline-block; white-space: normal; max-width: 7rem; }
tbody tr:hover { background: var(--panel); }
tfoot th, tfoot td { border-top: 1px solid var(--line); font-weight: 700; }
.auc th[scope="colgroup"] { text-align: center; white-space: normal; }
.settings th, .settings td { text-align: left; vertical-align: top; font-weight: 400; }
.settings thead th { font-weight: 600; }
.settings td { white-space: normal; overflow-wrap: anywhere; min-width: 9rem; font-family: ui-monospace, monospace; font-size: 0.8rem; }
pre { background: var(--panel); padding: 0.7rem 0.9rem; overflow-x: auto; border-radius: 4px; font-size: 0.85rem; }
summary { cursor: pointer; }
@media (min-width: 75rem) {
  .answer.three { grid-template-columns: max-content minmax(0, 1fr); }
}
@media (max-width: 36rem) {
  body { font-size: 15px; }
  .auc th, .auc td { padding: 0.15rem 0.2rem; font-size: 0.77rem; }
  .mass { white-space: normal; width: 2.5rem; }
  .auc thead small { max-width: 3.2rem; }
  .fraction { white-space: normal; max-width: 2.6rem; }
    }
@media print {
  :root { color-scheme: light; }
  body { padding: 0; max-width: none; font-size: 10pt; }
  .figures { grid-template-columns: repeat(2, 1fr); }
  .scroll, pre { overflow: visible; }
  pre { white-space: pre-wrap; }
  summary, h2, h3 { break-after: avoid; }
  table, figure { break-inside: avoid; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
