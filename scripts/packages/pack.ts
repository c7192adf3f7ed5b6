/** `npm run packages`: what strangers install, as tarballs in dist/packages. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PUBLISHED } from './published.ts';
import { stagedFolder, stagePackage } from './stage-package.ts';
import { restoreSource } from './swap-manifest.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const target = join(root, 'dist/packages/');
mkdirSync(target, { recursive: true });
for (const published of PUBLISHED) {
  // Of an interrupted `npm pack` in the package's own folder.
  restoreSource(join(root, published.folder));
  const folder = stagedFolder(published);
  await stagePackage(published, folder);
  const answer = execFileSync('npm', ['pack', folder, '--pack-destination', target, '--silent'], { encoding: 'utf8' });
  console.log(`dist/packages/${answer.trim()}`);
}
