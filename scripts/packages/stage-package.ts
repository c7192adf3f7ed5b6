import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { emitDeclarations } from './emit-declarations.ts';
import type { PublishedPackage } from './published.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where JavaScript is put: two folders deep, as the sources are, since both look for files of the package from there. */
const JAVASCRIPT = 'lib/js';
const DECLARATIONS = 'lib/types';

type Manifest = Record<string, unknown> & {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  exports?: Record<string, unknown>;
};

/**
 * Makes of a workspace package what is published of it: JavaScript that runs without a loader, declarations, and a manifest
 * that says where they are. In the repository itself the sources are run, so that nothing has to be built first.
 */
export async function stagePackage(published: PublishedPackage, target: string): Promise<void> {
  const folder = join(root, published.folder);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const modules = { ...byFile(published.entries), ...commandModules(published) };
  if (Object.keys(modules).length > 0) await translate(folder, modules, target);
  for (const name of Object.keys(published.commands)) writeCommand(target, name);
  emitDeclarations(folder, Object.values(published.entries), join(target, DECLARATIONS));
  for (const asset of published.assets) cpSync(join(folder, asset), join(target, asset), { recursive: true });
  cpSync(join(folder, 'README.md'), join(target, 'README.md'));
  cpSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  writeFileSync(
    join(target, 'package.json'),
    `${JSON.stringify(publishedManifest(manifest, published), undefined, 2)}\n`,
  );
}

async function translate(folder: string, modules: Record<string, string>, target: string): Promise<void> {
  await build({
    absWorkingDir: folder,
    entryPoints: modules,
    outdir: join(target, JAVASCRIPT),
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
}

/** `.` is `index`, `./compiler` is `compiler`. */
const moduleName = (exported: string): string => (exported === '.' ? 'index' : exported.slice('./'.length));

function byFile(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([name, source]) => [moduleName(name), resolveSource(source)]));
}

const commandModules = ({ commands }: PublishedPackage): Record<string, string> =>
  Object.fromEntries(Object.entries(commands).map(([name, source]) => [`command-${name}`, resolveSource(source)]));

const resolveSource = (source: string): string => `./${source}`;

/** What npm puts on the path. Exits with the code that the command answers, once what it printed is written. */
function writeCommand(target: string, name: string): void {
  const path = join(target, 'bin', `${name}.js`);
  mkdirSync(join(target, 'bin'), { recursive: true });
  writeFileSync(
    path,
    `#!/usr/bin/env node
import module from 'node:module';

// Node 22 and newer keep what they compile: the next start is sooner.
module.enableCompileCache?.();
const { main } = await import('../${JAVASCRIPT}/command-${name}.js');
process.exitCode = await main(process.argv.slice(2));
`,
  );
  chmodSync(path, 0o755);
}

function publishedManifest(manifest: Manifest, { entries, commands, plain }: PublishedPackage): Manifest {
  const { devDependencies: _, scripts: __, private: ___, files: ____, ...kept } = manifest;
  const exported = Object.entries(entries).map(([name, source]) => [
    name,
    {
      types: `./${DECLARATIONS}/${source.replace(/\.ts$/, '.d.ts')}`,
      default: `./${JAVASCRIPT}/${moduleName(name)}.js`,
    },
  ]);
  const bin = Object.fromEntries(Object.keys(commands).map((name) => [name, `bin/${name}.js`]));
  return {
    ...kept,
    exports: {
      ...(exported.length > 0 ? plain : manifest.exports),
      ...Object.fromEntries(exported),
      './package.json': './package.json',
    },
    ...(Object.keys(bin).length > 0 ? { bin } : {}),
  };
}

export const stagedFolder = ({ folder }: PublishedPackage): string => resolve(root, folder, 'dist/package');
