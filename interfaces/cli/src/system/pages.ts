import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@istsi/api';
import { sites } from '@istsi/ui/sites';
import type { Context } from '../context.ts';
import type { Endpoints } from '../state/endpoints.ts';
import { factLine } from '../terminal/lines.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { runNpm } from './run-npm.ts';
import { runStep } from './steps.ts';

/** Brings the pages up to date. Without them the system runs all the same, and says so. */
export function buildPages(reporter: Reporter, hidden: readonly string[]): Promise<void> {
  return runStep(reporter, 'pages', async (update) => {
    update('building what has changed');
    const { code, output } = await runNpm(['run', '--silent', 'build', '--workspace', '@istsi/ui'], hidden);
    const detail = code === 0 ? (output.trim().split('\n').at(-1) ?? '') : 'not built; `npm run build` says why';
    return { value: undefined, detail: detail.replace(/^pages /, ''), facts: { built: code === 0 } };
  });
}

/** Those that are built. */
export function builtPages(): Page[] {
  return sites
    .map((name) => ({
      ...{ name, asksNodes: name === 'wallet' },
      directory: fileURLToPath(new URL(`../../../${name}/dist/site`, import.meta.url)),
    }))
    .filter(({ directory }) => existsSync(directory));
}

/** Where people look at it. */
export function announcePages({ reporter, colours }: Pick<Context, 'reporter' | 'colours'>, { apiUrl }: Endpoints) {
  for (const { name } of builtPages()) {
    const url = pageUrl(apiUrl, name);
    reporter.say(factLine(colours, name, colours.accent(url)));
    reporter.facts(name, { url });
  }
}

/** On this machine by the name that browsers let have passkeys, which an address is not. */
function pageUrl(apiUrl: string, name: string): string {
  return `${apiUrl.replace('//127.0.0.1', '//localhost')}/${name}/`;
}
