import { basename, join } from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { ApiError } from './problems.ts';

/** A page that is served on the API's own origin: it asks the API, and of others only the nodes that are named for it. */
export interface Page {
  /** Served below `/<name>/`. */
  name: string;
  /** Where its built files are. */
  directory: string;
  /** Whether it asks the nodes that are named for pages. */
  asksNodes?: boolean;
}

/** Nodes of others that a page may ask, so that it need not take the API's word: of each kind the first is asked unless somebody names another. */
export interface PageNodes {
  /** Stellar RPCs. */
  stellar: readonly string[];
  /** Esplora servers: where the paths of their API begin. */
  bitcoin: readonly string[];
}

export const NO_NODES: PageNodes = { stellar: [], bitcoin: [] };

/** Nothing from elsewhere, nothing inline, in nobody's frame. A window that a wallet opens may answer the page. */
function headersFor({ stellar, bitcoin }: PageNodes): Record<string, string> {
  const origins = new Set([...stellar, ...bitcoin].map((url) => new URL(url).origin));
  const asked = origins.size > 0 ? ` connect-src 'self' ${[...origins].join(' ')};` : '';
  return {
    'content-security-policy': `default-src 'self';${asked} base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'`,
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
}
const FOR_GOOD = 'public, max-age=31536000, immutable';

/** Serves built pages: what has a hash in its name is kept for good, every other address is answered by the page itself. */
export async function servePages(api: FastifyInstance, pages: readonly Page[], nodes: PageNodes): Promise<void> {
  for (const { name, directory, asksNodes = false } of pages) {
    const headers = headersFor(asksNodes ? nodes : NO_NODES);
    await api.register(
      async (scope) => {
        scope.addHook('onSend', async (_request, reply) => {
          reply.headers(headers);
        });
        await scope.register(files, {
          ...{ root: directory, preCompressed: true },
          ...{ cacheControl: false, setHeaders: cacheAsNamed },
        });
        scope.setNotFoundHandler(async (request, reply) => {
          const isPage = (request.method === 'GET' || request.method === 'HEAD') && !/\.\w+$/.test(pathOf(request.url));
          if (!isPage) throw new ApiError('no-such-route', `${request.method} ${request.url.slice(0, 200)}`);
          return reply.sendFile('index.html');
        });
      },
      { prefix: `/${name}` },
    );
    api.get(`/${name}`, { schema: { hide: true } }, async (_request, reply) => reply.redirect(`/${name}/`, 308));
  }
}

const pathOf = (url: string): string => url.split('?')[0] ?? '';

function cacheAsNamed(answer: { setHeader(name: string, value: string): unknown }, path: string): void {
  const isNamedByContent = path.includes(join('/', 'assets', basename(path)));
  answer.setHeader('cache-control', isNamedByContent ? FOR_GOOD : 'no-cache');
}
