import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** A copy of `@stellar/anchor-tests` with its dependencies: it is on no registry, so it is where somebody put it, or nowhere. */
const copy = process.env.ISTSI_ANCHOR_TESTS;
const RUN = fileURLToPath(new URL('run.ts', import.meta.url));

/**
 * Asked of no server, whatever it answers: they are asked where `/info` says that a session is needed, and the mark that says so is
 * set by another check, for itself alone. Of a server that needs a session they would want 400 in place of 403.
 */
const NEVER_ASKED = ['deposit', 'withdraw'].flatMap((kind) => [
  `SEP-6 ‣ GET /${kind} ‣ requires 'account' parameter if /info's 'authentication_required' is false`,
  `SEP-6 ‣ GET /${kind} ‣ rejects invalid 'account' parameter if /info's 'authentication_required' is false`,
]);

test.skipIf(copy === undefined)(
  'Stellar’s suite for anchors: nothing fails, and what is asked of no server is not asked',
  async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', RUN, copy!], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (part: Buffer) => {
      said += part.toString();
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal colours by.
    const lines = said.replaceAll(/\u001b\[\d+m/g, '').split('\n');
    const marked = (mark: string): string[] =>
      lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length).trim());
    expect(marked('✖')).toEqual([]);
    expect(marked('▸').sort()).toEqual([...NEVER_ASKED].sort());
    const totals = lines.filter((line) => line.startsWith('Tests:')).map((line) => line.replaceAll(/\s+/g, ' ').trim());
    expect(totals).toEqual(['Tests: 105 passed, 4 skipped, 109 total', 'Tests: 18 passed, 18 total']);
    expect(code).toBe(0);
  },
);
