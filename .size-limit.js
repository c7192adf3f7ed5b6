// What a page loads before it shows anything: its script, what that preloads, and its sheet, as `index.html` names them.
import { existsSync, readFileSync } from 'node:fs';
import { sites } from './interfaces/ui/build/sites.js';

const limits = { wallet: '165 kB', admin: '200 kB' };

export default sites.map((name) => {
  const site = `interfaces/${name}/dist/site`;
  if (!existsSync(`${site}/index.html`)) throw new Error(`${site} is not built: npm run build -w @istsi/ui`);
  if (!limits[name]) throw new Error(`how much may the page ${name} weigh? Say it in .size-limit.js`);
  const html = readFileSync(`${site}/index.html`, 'utf8');
  const names = [...html.matchAll(new RegExp(`"/${name}/(assets/[^"]+\\.(?:js|css))"`, 'g'))].map(([, path]) => path);
  if (names.length === 0) throw new Error(`${site}/index.html names nothing that it loads`);
  return { name, path: names.map((path) => `${site}/${path}`), limit: limits[name], gzip: true };
});
