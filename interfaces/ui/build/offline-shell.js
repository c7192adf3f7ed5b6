import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What a page needs to open without a network: all that the build made, by names that hold a hash. */
export function offlineShell() {
  let base = '/';
  return {
    name: 'istsi-offline-shell',
    configResolved(config) {
      ({ base } = config);
    },
    generateBundle(_options, bundle) {
      const files = Object.keys(bundle)
        .filter((file) => file.startsWith('assets/'))
        .map((file) => base + file)
        .sort();
      const name = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 16);
      const worker = readFileSync(new URL('offline-worker.js', import.meta.url), 'utf8');
      const source = `globalThis.SHELL = ${JSON.stringify({ name, base, files })};\n${worker}`;
      this.emitFile({ type: 'asset', fileName: 'offline-worker.js', source });
    },
  };
}
