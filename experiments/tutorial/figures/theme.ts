/**
 * log₁₀ E at which the colour changes, and the colours from low energy to high: ColorBrewer's YlGnBu, which
 * is told apart with any common colour blindness and in grey.
 */
export const energyLevels = [-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5] as const;
export const energyColors = [
  '#ffffd9', '#edf8b1', '#c7e9b4', '#7fcdbb', '#41b6c4', '#1d91c0', '#225ea8', '#253494', '#081d58',
] as const; // prettier-ignore

/** Okabe and Ito's. */
export const colors = {
  data: '#1a1c1f',
  samples: '#d55e00',
  ae: '#009e73',
  nae: '#cc79a7',
  wnae: '#0072b2',
} as const;

export const FONT_SIZE = 17;

/** The only stylesheet that an SVG in a Markdown page sees. Paper is white on a dark page too: data are black. */
export const stylesheet = `
svg { color: #1a1c1f; font: ${FONT_SIZE}px system-ui, sans-serif; }
.page { fill: #ffffff; }
text { white-space: pre; }`;
