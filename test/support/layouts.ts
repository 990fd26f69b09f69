import type { Layout } from '../../lib/transport/workspace.js';

const addresses = [
  'x', 'prices', 'listColumns', 'listCosts', 'listLength', 'listBounds',
  'rowPotential', 'rowError', 'columnError', 'region', 'costs', 'size',
] as const; // prettier-ignore

/** The layout 128 bytes later: nothing begins at 0, where an address that is left out would not be missed. */
export function apart(layout: Layout): Layout {
  const moved = Object.fromEntries(addresses.map((name) => [name, layout[name] + 128]));
  return { ...layout, ...moved };
}
