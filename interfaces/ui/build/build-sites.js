// Builds the pages that have changed (or those that are named: `ui` is the page of every part), into `interfaces/<site>/dist/site`. Called by `npm run build`, and by `istsi up` on a fresh clone.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { siteConfig } from './site-config.js';
import { sites } from './sites.js';

export { siteConfig } from './site-config.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Beside the site's own: what can be in a page. Libraries change with the lockfile. */
const shared = [
  'interfaces/ui',
  'interfaces/client/src',
  'audit/src',
  'docs/runbooks',
  'reserves/src',
  'bitcoin/custody/src',
  'package-lock.json',
];

/** Below that the headers weigh more. */
const LEAST_COMPRESSED = 1_000;

/** Names of those that were built; the others are what their sources give already. */
export async function buildSites(names = sites) {
  const stale = names.filter((name) => !isUpToDate(name));
  for (const name of stale) await buildSite(name);
  return stale;
}

const placeOf = (name) => join(root, 'interfaces', name, 'dist');

function isUpToDate(name) {
  try {
    const stamp = readFileSync(join(placeOf(name), 'site.stamp'), 'utf8');
    return existsSync(join(placeOf(name), 'site', 'index.html')) && stamp === stampOf(name);
  } catch {
    return false;
  }
}

/** One line a file that it is made of, with its time and size. */
function stampOf(name) {
  const lines = [...shared, `interfaces/${name}`].flatMap((path) => filesBelow(join(root, path)));
  return lines
    .map((path) => [path.slice(root.length), statSync(path)])
    .map(([path, { mtimeMs, size }]) => `${path} ${mtimeMs} ${size}\n`)
    .join('');
}

function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).filter((name) => name !== 'dist' && name !== 'node_modules');
  return names.sort().flatMap((name) => filesBelow(join(path, name)));
}

/** Built aside and moved into place whole: another start may do the same, and a server may be reading. */
async function buildSite(name) {
  const { build } = await import('vite');
  const place = placeOf(name);
  const aside = join(place, `site.${process.pid}`);
  const config = siteConfig(join(root, 'interfaces', name));
  const stamp = stampOf(name);
  const output = { ...config.build, outDir: aside, emptyOutDir: true };
  await inProduction(() => build({ ...config, configFile: false, logLevel: 'warn', build: output }));
  for (const path of filesBelow(aside)) compress(path);
  const old = `${aside}.old`;
  mkdirSync(place, { recursive: true });
  if (existsSync(join(place, 'site'))) renameSync(join(place, 'site'), old);
  renameSync(aside, join(place, 'site'));
  rmSync(old, { recursive: true, force: true });
  writeFileSync(join(place, 'site.stamp'), stamp);
}

/** Whoever builds: a test would leave React's development build behind, up to date as it seems to everybody after it. */
async function inProduction(work) {
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    return await work();
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

/** Once, when it is built, and not whenever somebody asks for it. */
function compress(path) {
  const content = readFileSync(path);
  if (content.length < LEAST_COMPRESSED) return;
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(content));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const started = Date.now();
  const named = process.argv.slice(2);
  const built = await buildSites(named.length > 0 ? named : sites);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`pages ${built.length === 0 ? 'are up to date' : `built in ${seconds} s: ${built.join(', ')}`}`);
}
