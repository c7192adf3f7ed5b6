import { expect, test } from 'vitest';
import { html } from './html.ts';
import { page, stylesheet } from './page-layout.ts';

test('text never becomes markup, in an attribute or between tags', () => {
  const hostile = `"><script>alert('x')</script>&`;
  const { markup } = html`<a title="${hostile}">${hostile}</a>`;
  expect(markup).not.toMatch(/<script|"><|'x'/);
  expect(html`<p>${[html`<b>1</b>`, html`<b>2</b>`]}${undefined}</p>`.markup).toBe('<p><b>1</b><b>2</b></p>');
});

test('a page has no script and no style of its own, so that its policy can forbid both', () => {
  const whole = page('Title', '/page.css', html`<p>Body</p>`);
  expect(whole).not.toMatch(/<script|<style|style=|onclick/);
  expect(stylesheet).not.toMatch(/@import|url\(/);
});
