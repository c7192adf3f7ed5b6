import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import ordinary from './vitest.config.ts';

const host = fileURLToPath(new URL('soroban/sandbox/src/host/invoke.ts', import.meta.url));
const capture = fileURLToPath(new URL('soroban/sandbox/test/real-host/capture.ts', import.meta.url));

const protocols = fileURLToPath(new URL('soroban/sandbox/src/protocol.ts', import.meta.url));
const asked = process.env.ISTSI_REAL_HOST_PROTOCOL;

/** `npm run real-host`: whoever invokes the sandbox's host has it written down, for the network's host to repeat. */
export default mergeConfig(
  ordinary,
  defineConfig({
    plugins: [
      {
        name: 'capture-invocations',
        enforce: 'pre',
        async resolveId(source: string, importer: string | undefined) {
          if (!source.endsWith('/invoke.ts') || importer === capture) return undefined;
          const found = await this.resolve(source, importer, { skipSelf: true });
          return found?.id === host ? capture : undefined;
        },
        // Networks whose tests name no protocol are of the one that is asked for.
        transform(code, id) {
          if (asked === undefined || id !== protocols) return undefined;
          const changed = code.replace(/(DEFAULT_PROTOCOL: Protocol =) \d+/, `$1 ${asked}`);
          if (!changed.includes(`Protocol = ${asked};`)) throw new Error(`no default protocol in ${id}`);
          return changed;
        },
      },
    ],
  }),
);
