import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where Debian and others have it; named by `CHROMIUM` elsewhere. */
const PLACES = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Debian's browser. Where it is missing and may be installed, it is; undefined where neither. */
export function findChromium(): string | undefined {
  const found = () => PLACES.find((path) => path !== '' && existsSync(path));
  const isRoot = process.getuid?.() === 0;
  if (!found() && isRoot && existsSync('/usr/bin/apt-get')) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: 'ignore' });
  }
  return found();
}
