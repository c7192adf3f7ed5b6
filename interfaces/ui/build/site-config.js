import { basename } from 'node:path';
import react from '@vitejs/plugin-react';
import { offlineShell } from './offline-shell.js';
import { openOffline } from './sites.js';

const API = 'http://127.0.0.1:8787';

/** How a page is built: served below `/<its name>/` on the API's own origin, nothing inline, names that hold a hash. */
export function siteConfig(directory) {
  return {
    root: directory,
    base: `/${basename(directory)}/`,
    plugins: [react(), ...(openOffline.includes(basename(directory)) ? [offlineShell()] : [])],
    // One copy in a page, wherever npm put others: hooks of a second one find no renderer.
    resolve: { dedupe: ['react', 'react-dom'] },
    server: { proxy: { '/v1': API, '/openapi.json': API } },
    build: {
      outDir: 'dist/site',
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      sourcemap: false,
    },
    worker: { format: 'es' },
  };
}
