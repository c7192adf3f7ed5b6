import { type Html, html } from './html.ts';

/** Small, for a wallet's view of 320 pixels and more, light and dark, without a script. */
export const stylesheet = `
:root { color-scheme: light dark; --line: light-dark(#d6d9de, #3a3f47); --soft: light-dark(#5b6470, #a4adb8); --accent: light-dark(#7a4d00, #f2b04a); --card: light-dark(#f6f7f8, #1b1e23); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 30rem; padding: 1.25rem 1rem 3rem; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; background: light-dark(#fff, #111317); color: light-dark(#16191d, #e9ecef); }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0 0 1rem; }
p { margin: 0 0 1rem; }
small, .soft { color: var(--soft); font-size: .875rem; }
form { margin: 0 0 1rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; margin: 0 0 1rem; }
.problem { border-color: light-dark(#b3261e, #ff8a80); }
code, output { font: .875rem/1.5 ui-monospace, monospace; }
dl { margin: 0; display: grid; grid-template-columns: fit-content(50%) minmax(0, 1fr); gap: .375rem 1rem; }
dt { color: var(--soft); } dd { margin: 0; font-variant-numeric: tabular-nums; }
label { display: block; margin: 0 0 .875rem; font-weight: 600; }
label small { display: block; font-weight: 400; }
input, textarea { width: 100%; margin-top: .25rem; padding: .625rem .75rem; font: inherit; font-weight: 400; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .5rem; }
textarea { font: .75rem/1.4 ui-monospace, monospace; min-height: 6rem; }
button, .button { display: block; width: 100%; padding: .75rem 1rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; color: light-dark(#fff, #16191d); background: var(--accent); border: 0; border-radius: .5rem; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); }
@media (forced-colors: active) { button, .button { forced-color-adjust: none; color: HighlightText; background: Highlight; } }
.qr { display: block; width: min(12rem, 100%); margin: 0 auto 1rem; } .qr svg { display: block; width: 100%; height: auto; }
`;

/** A whole page. What it is about is in its title: a wallet shows that. */
export function page(title: string, stylesheetUrl: string, body: Html): string {
  const whole = html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title} · iSTSi</title><link rel="stylesheet" href="${stylesheetUrl}"></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
  return `<!doctype html>\n${whole.markup}\n`;
}

export const problemCard = (text: string): Html => html`<p class="card problem" role="alert">${text}</p>`;

/** Names and values. */
export const facts = (rows: readonly (readonly [name: string, value: string | undefined | null])[]): Html =>
  html`<dl class="card">${rows.flatMap(([name, value]) => (value ? [html`<dt>${name}</dt><dd>${value}</dd>`] : []))}</dl>`;
