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
  const [folder = '.', ...more] = positionals;
  if (more.length > 0)
    throw new CommandError(`the template is put into one folder, and not into ${more.join(' ')} too`);
  const files = readdirSync(template, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(template, name)).isFile(),
  );
  const targets = files.map((name) => ({ from: join(template, name), to: join(folder, targetName(name)) }));
  const taken = targets.filter(({ to }) => existsSync(to)).map(({ to }) => relative('.', to));
  if (taken.length > 0) throw new CommandError(`${taken.join(', ')} is there already; nothing was changed`);
  const barred = targets.map(({ to }) => dirname(to)).find(isOtherThanFolder);
  if (barred !== undefined) throw new CommandError(`${barred} is no folder; nothing was changed`);

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

const isOtherThanFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;

function readManifest(path: string): Manifest {
  if (!existsSync(path)) return { private: true };
  const manifest = readJson(path);
  if (isManifest(manifest)) return manifest;
  throw new CommandError(`${path} is no manifest of a package; nothing was changed`);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new CommandError(`${path} is not JSON; nothing was changed`);
  }
}

function isManifest(value: unknown): value is Manifest {
  if (!isObject(value)) return false;
  const { scripts = {} } = value;
  return isObject(scripts) && Object.values(scripts).every((run) => typeof run === 'string');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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
