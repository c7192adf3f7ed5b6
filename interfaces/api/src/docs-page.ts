import { problems } from './problems.ts';

interface Operation {
  summary?: string;
  description?: string;
  security?: unknown[];
}
interface OpenApiDocument {
  info?: { title?: string; version?: string; description?: string };
  paths?: Record<string, object | undefined>;
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  td { border-top: 1px solid #8884; padding: .4rem .8rem .4rem 0; vertical-align: top; }
  code { white-space: nowrap; }
  small { opacity: .7; }
  @media (max-width: 40rem) { td { display: block; border: 0; padding: .1rem 0; } td:first-child { border-top: 1px solid #8884; padding-top: .6rem; } }
`;

/** The API on one page, without scripts: routes and problems. Everything else is in /openapi.json. */
export function docsPage(document: OpenApiDocument): string {
  const { title = '', version = '', description = '' } = document.info ?? {};
  const routes = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
    Object.entries((operations ?? {}) as Record<string, Operation>).map(([method, operation]) =>
      routeRow(method.toUpperCase(), path, operation),
    ),
  );
  const problemRows = Object.entries(problems).map(
    ([code, [status, component, name, action]]) =>
      `<tr id="${code}"><td>${status} <code>${code}</code><br><small>${component}</small></td><td>${escapeHtml(name)}. ${escapeHtml(action)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} API</title>
<style>${style}</style>
<h1>${escapeHtml(title)} API <small>${escapeHtml(version)}</small></h1>
<p>${escapeHtml(description)} Schemas: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
<h2>Routes</h2>
<table>${routes.join('\n')}</table>
<h2>Problems</h2>
<p>Failures are RFC 9457 problem documents; <code>code</code> is one of these.</p>
<table>${problemRows.join('\n')}</table>
</html>
`;
}

function routeRow(method: string, path: string, operation: Operation): string {
  const key = operation.security ? '<br><small>needs a key</small>' : '';
  const description = operation.description ? `<br><small>${escapeHtml(operation.description)}</small>` : '';
  return `<tr><td><code>${method} ${escapeHtml(path)}</code>${key}</td><td>${escapeHtml(operation.summary ?? '')}${description}</td></tr>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
