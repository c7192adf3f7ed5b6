import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CommandError } from '../project/command-error.ts';

const template = fileURLToPath(new URL('../../template/', import.meta.url));

type Manifest = { type?: string; scripts?: Record<string, string>; [field: string]: unknown };

/** Puts the template into a folder, which keeps what it has: where a file of the template is there already, nothing is done. */
export async function init(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const folder = positionals[0] ?? '.';
  const files = readdirSync(template, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(template, name)).isFile(),
  );
  const targets = files.map((name) => ({ from: join(template, name), to: join(folder, targetName(name)) }));
  const taken = targets.filter(({ to }) => existsSync(to)).map(({ to }) => relative('.', to));
  if (taken.length > 0) throw new CommandError(`${taken.join(', ')} is there already; nothing was changed`);

  const manifest = readManifest(join(folder, 'package.json'));
  for (const { from, to } of targets) {
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(withCommands(manifest), undefined, 2)}\n`);
  console.log(`${targets.map(({ to }) => `  ${relative('.', to)}`).join('\n')}\n\nNow: npx soroban-ts test`);
  return await Promise.resolve(0);
}

/** npm leaves out files of this name when it packs, so the template has it under another. */
const targetName = (name: string): string => (name === 'gitignore' ? '.gitignore' : name);

function readManifest(path: string): Manifest {
  if (!existsSync(path)) return { private: true };
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch {
    throw new CommandError(`${path} is not JSON; nothing was changed`);
  }
}

/** ES modules, and `npm test` and `npm run build`. A script of the project's own stays; npm's placeholder does not. */
function withCommands(manifest: Manifest): Manifest {
  const { scripts = {} } = manifest;
  const own = Object.entries(scripts).filter(([name, run]) => name !== 'test' || !run.includes('no test specified'));
  return {
    ...manifest,
    type: 'module',
    scripts: { build: 'soroban-ts build', test: 'soroban-ts test', ...Object.fromEntries(own) },
  };
}
