import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../system/random.ts';
import { type LyingProxy, startProxy } from './lying-proxy.ts';

/** The parts that reach others, by the names of the supervisor, and where each is told how. */
const clients = [
  ['services', 'services.json'],
  ['signer 1', 'signer-1/config.json'],
  ['signer 2', 'signer-2/config.json'],
  ['signer 3', 'signer-3/config.json'],
  ['guardian', 'guardian/config.json'],
] as const;

export const proxiedParts = clients.map(([part]) => part);

interface PartConfig {
  stellar: { rpcUrl: string };
  bitcoin: { rpcUrl: string };
  signers?: { url: string }[];
}

/** A proxy of its own before every server that each part reaches. */
export interface Interposed {
  proxies: readonly LyingProxy[];
  /** Has the parts' configurations, as `istsi up` has just written them, lead through the proxies. */
  rewrite(dataDirectory: string): void;
  stop(): Promise<void>;
}

/** The ports of a data directory stay what they are from start to start, so the proxies do too. */
export async function startProxies(dataDirectory: string, random: Random): Promise<Interposed> {
  const proxies = new Map<string, LyingProxy>();
  for (const [part, file] of clients) {
    for (const [server, url] of reached(readConfig(dataDirectory, file))) {
      const name = `${part} → ${server}`;
      proxies.set(name, await startProxy(name, { port: Number(new URL(url).port), random }));
    }
  }
  return {
    proxies: [...proxies.values()],
    rewrite(directory) {
      for (const [part, file] of clients) {
        const config = readConfig(directory, file);
        const through = (server: string, url: string): string => {
          const { port } = proxies.get(`${part} → ${server}`) as LyingProxy;
          return url.replace(/:\d+(?=\/?$)/, `:${port}`);
        };
        config.stellar.rpcUrl = through('stellar', config.stellar.rpcUrl);
        config.bitcoin.rpcUrl = through('bitcoin', config.bitcoin.rpcUrl);
        for (const [i, signer] of (config.signers ?? []).entries()) signer.url = through(`signer ${i + 1}`, signer.url);
        writeFileSync(join(directory, file), JSON.stringify(config), { mode: 0o600 });
      }
    },
    async stop() {
      await Promise.all([...proxies.values()].map((proxy) => proxy.stop()));
    },
  };
}

const readConfig = (directory: string, file: string): PartConfig =>
  JSON.parse(readFileSync(join(directory, file), 'utf8')) as PartConfig;

const reached = ({ stellar, bitcoin, signers = [] }: PartConfig): [string, string][] => [
  ['stellar', stellar.rpcUrl],
  ['bitcoin', bitcoin.rpcUrl],
  ...signers.map(({ url }, i): [string, string] => [`signer ${i + 1}`, url]),
];
