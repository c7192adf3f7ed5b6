import type { BitcoinRpc } from '@istsi/bitcoin-custody';
import { callRpc, type Network } from '@istsi/soroban-client';
import type { Database } from '../database/open-database.ts';
import { withinTime } from '../monitor/within-time.ts';

/** Whom the services ask. */
const askedParts = ['stellar', 'bitcoin', 'database'] as const;
export type AskedPart = (typeof askedParts)[number];

export interface AskedOfEach {
  /** One RPC, or both. */
  networks: readonly Network[];
  /** The node, and with it the second view where there is one. */
  bitcoin: Pick<BitcoinRpc, 'getTip'>;
  database: Pick<Database, 'pool'>;
}

/** The smallest question there is takes a few milliseconds. */
const ANSWER_MS = 1_500;

/** Asks each of them next to nothing, and answers those that say nothing to it. Who asks at the same moment shares it. */
export function createSilence({ networks, bitcoin, database }: AskedOfEach): () => Promise<AskedPart[]> {
  const health = (network: Network): Promise<unknown> =>
    callRpc(network, 'getHealth', (server) => server.getHealth(), { attempts: 1 });
  const questions: Record<AskedPart, () => Promise<unknown>> = {
    stellar: () => Promise.all(networks.map(health)),
    bitcoin: () => bitcoin.getTip(),
    database: () => database.pool.query('select 1'),
  };
  let asking: Promise<AskedPart[]> | undefined;
  async function ask(): Promise<AskedPart[]> {
    const answered = await Promise.allSettled(askedParts.map((part) => withinTime(questions[part](), part, ANSWER_MS)));
    return askedParts.filter((_, i) => answered[i]?.status === 'rejected');
  }
  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}
