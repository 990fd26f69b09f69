/** A piece of HTML, known to be safe to insert into another. */
export class Html {
  constructor(readonly text: string) {}
}

type Inserted = string | number | Html | readonly Html[] | null | undefined;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

/**
 * A template of HTML: what is inserted is escaped, except pieces of HTML themselves; lists are joined,
 * `null` and `undefined` are nothing. Attribute values must stand in quotes.
 */
export function html(parts: TemplateStringsArray, ...inserted: readonly Inserted[]): Html {
  const text = parts.reduce((before, part, k) => `${before}${show(inserted[k - 1])}${part}`);
  return new Html(text);
}

function show(value: Inserted): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeHtml(value);
  return typeof value === 'number' ? String(value) : value.map(show).join('');
}
