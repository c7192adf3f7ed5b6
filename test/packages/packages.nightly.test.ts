import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PUBLISHED } from '../../scripts/packages/published.ts';
import { commandsOf, meetStranger, type Stranger } from './support/stranger.ts';

let stranger: Stranger;
let nodes: string;
beforeAll(async () => {
  stranger = await meetStranger();
  nodes = mkdtempSync(join(tmpdir(), 'nodes-'));
});
afterAll(async () => {
  await stranger?.leave();
  rmSync(nodes, { recursive: true, force: true });
});

/** The folder of a Node of this version, which npm has as a package. */
function installNode(version: number): string {
  const prefix = join(nodes, String(version));
  execFileSync('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', `node@${version}`]);
  return join(prefix, 'node_modules/node/bin');
}

test.each(PUBLISHED.map(({ folder }) => folder))(
  '`npm pack` in %s gives what `npm run packages` does, and leaves nothing',
  (folder) => {
    const cwd = fileURLToPath(new URL(`../../${folder}`, import.meta.url));
    const git = () => execFileSync('git', ['status', '--porcelain', '.'], { cwd, encoding: 'utf8' });
    const before = git();
    const answer = execFileSync('npm', ['pack', '--dry-run', '--json'], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ name, files }] = JSON.parse(answer.slice(answer.indexOf('['))) as [
      { name: string; files: { path: string }[] },
    ];
    expect(files.map(({ path }) => path).sort()).toEqual([...stranger.packed.get(name)!].sort());
    expect(git()).toBe(before);
  },
);

describe.each([20, 22, 24])('under Node %i', (version) => {
  test('the quick start runs, types are clean, and a contract is deployed and called from the shell', async () => {
    const node = installNode(version);
    stranger.startAnew();
    const shell = (commands: string) => stranger.shell(commands, node);
    expect(await shell('node --version')).toMatch(`v${version}.`);
    expect(await shell(commandsOf('Quick start'))).toMatch(/fail 0/);
    await shell('npx tsc && npx tsc --skipLibCheck false && npx tsc -p contracts');
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const at = `--rpc-url http://127.0.0.1:${port} --network local`;
    const answers = await shell(
      `node_modules/.bin/soroban-ts sandbox --port ${port} >sandbox.log 2>&1 & trap "kill $!" EXIT
       until grep -q passphrase sandbox.log; do sleep 0.05; done
       npx soroban-ts deploy counter ${at}
       npx soroban-ts invoke counter total ${at} --read
       npx soroban-ts bindings $(sed -n 's/.*"counter": "\\(.*\\)".*/\\1/p' .soroban/local.json) ${at} --name Counter`,
    );
    expect(answers).toMatch(/^C[A-Z2-7]{55}\n0\n/);
    expect(answers).toContain('export type Counter = {');
  });
});
