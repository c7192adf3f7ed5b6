/** `npm run packages`: what strangers install, as tarballs in dist/packages. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PUBLISHED } from './published.ts';
import { stagedFolder, stagePackage } from './stage-package.ts';

const target = fileURLToPath(new URL('../../dist/packages/', import.meta.url));
mkdirSync(target, { recursive: true });
for (const published of PUBLISHED) {
  const folder = stagedFolder(published);
  await stagePackage(published, folder);
  const answer = execFileSync('npm', ['pack', folder, '--pack-destination', target, '--silent'], { encoding: 'utf8' });
  console.log(`dist/packages/${answer.trim()}`);
}
