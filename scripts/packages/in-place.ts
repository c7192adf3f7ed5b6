/**
 * What `npm pack` and `npm publish` in a package's own folder run before and after: for that moment the folder is what
 * strangers install. What an interrupted one left is put back by the next. `npm run packages` does the same aside, and
 * touches nothing.
 */
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PUBLISHED } from './published.ts';
import { stagedFolder, stagePackage } from './stage-package.ts';
import { becomePublished, restoreSource } from './swap-manifest.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = resolve('.');
const published = PUBLISHED.find((one) => one.folder === relative(root, folder));
if (published === undefined) throw new Error(`${folder} is no package that is published`);

restoreSource(folder);
if (process.argv[2] === 'before') {
  const staged = stagedFolder(published);
  await stagePackage(published, staged);
  becomePublished(folder, staged, published);
}
