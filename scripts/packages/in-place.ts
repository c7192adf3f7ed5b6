/**
 * What `npm pack` and `npm publish` in a package's own folder run before and after: for that moment the folder is what
 * strangers install. `npm run packages` does the same aside, and touches nothing.
 */
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PUBLISHED } from './published.ts';
import { stagedFolder, stagePackage } from './stage-package.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = resolve('.');
const published = PUBLISHED.find((one) => one.folder === relative(root, folder));
if (published === undefined) throw new Error(`${folder} is no package that is published`);
const manifest = join(folder, 'package.json');
const kept = join(folder, 'dist/package.json.kept');
const MADE = ['lib', 'bin', 'LICENSE'];

if (process.argv[2] === 'before') {
  const staged = stagedFolder(published);
  await stagePackage(published, staged);
  for (const name of MADE.filter((each) => existsSync(join(staged, each)))) {
    cpSync(join(staged, name), join(folder, name), { recursive: true });
  }
  const made = JSON.parse(readFileSync(join(staged, 'package.json'), 'utf8')) as object;
  const { scripts } = JSON.parse(readFileSync(manifest, 'utf8')) as { scripts?: object };
  renameSync(manifest, kept);
  const files = ['lib', 'bin', ...published.assets];
  // npm reads from here what to run afterwards.
  writeFileSync(manifest, `${JSON.stringify({ ...made, files, scripts }, undefined, 2)}\n`);
} else {
  renameSync(kept, manifest);
  for (const name of MADE) rmSync(join(folder, name), { recursive: true, force: true });
}
