import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { html } from '../../experiments/report/html.js';

test('any text comes back from element content and attribute values as it went in', () => {
  const printable = fc.string({ unit: 'grapheme-ascii' });
  fc.assert(
    fc.property(printable, (text) => {
      const { document } = parseHTML(html`<p title="${text}">${text}</p>`.text);
      const element = document.querySelector('p');
      assert.equal(element?.textContent, text);
      assert.equal(element?.getAttribute('title'), text);
      assert.equal(document.querySelectorAll('*').length, 1);
    }),
  );
});

test('pieces of HTML and lists of them are inserted as they are, nothing as nothing', () => {
  const items = ['a', '<'].map((text) => html`<b>${text}</b>`);
  assert.equal(html`<i>${items}${null}${undefined}</i>`.text, '<i><b>a</b><b>&lt;</b></i>');
});
