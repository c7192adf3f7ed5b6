import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Keys, Ready } from '../system/running-system.ts';
import { createChainFollower } from './chain-follower.ts';
import { bytes, entryKey, instanceKey, utxoKey, valueIn } from './ledger-keys.ts';

/** What both chains say themselves, at one Bitcoin block and one Stellar ledger. */
export interface Truth {
  /** Milliseconds of this process’s clock: it was so for all of this time. */
  from: number;
  to: number;
  block: { hash: string; height: number };
  ledger: number;
  /** Outpoints that the books name and that Bitcoin does not have for them. */
  missing: ReadonlySet<string>;
  missingSats: bigint;
  /** What the books say is there and owed to nobody. */
  freeSats: bigint;
  supplySats: bigint;
  /** Issued, and no coin stands for it. */
  shortSats: bigint;
  isPaused: boolean;
}

export interface TruthWatch {
  /** Of every moment since; the last one lasts until now. */
  samples: readonly Truth[];
  /** Looks once more. */
  look(): Promise<Truth>;
  /** What the books say of one output; undefined where they do not name it. */
  books(coin: { txid: string; vout: number }): Promise<'unspent' | 'spent' | undefined>;
}

const TIMEOUT_MS = 4_000;
/** The network's limit of one question for entries. */
const KEYS_AT_ONCE = 200;
/** More than there are holders and changes of a run. */
const DERIVED = 199;
const UNSPENT = 0;

/** Reads nothing that the system says: blocks of the node, entries of the ledger, and the public files of the deployment. */
export async function watchTruth(dataDirectory: string, ready: Ready, keys: Keys): Promise<TruthWatch> {
  const bitcoin = rpc(ready.bitcoin_rpc_url, {
    authorization: `Basic ${Buffer.from(`istsi:${keys.bitcoinRpcPassword}`).toString('base64')}`,
  });
  const stellar = rpc(ready.stellar_rpc_url, {});
  const call = async <T>(method: string, ...params: unknown[]): Promise<T> => await bitcoin<T>(method, params);
  const ids = readIds(dataDirectory);
  const follower = createChainFollower(call, await custodyAddresses(dataDirectory, call));
  const samples: Truth[] = [];

  async function readEntries(wanted: readonly string[]): Promise<{ ledger: number; entries: Map<string, unknown> }> {
    for (;;) {
      const answers: LedgerAnswer[] = [];
      for (let from = 0; from < wanted.length; from += KEYS_AT_ONCE)
        answers.push(
          await stellar<LedgerAnswer>('getLedgerEntries', { keys: wanted.slice(from, from + KEYS_AT_ONCE) }),
        );
      const [{ latestLedger: ledger }] = answers as [LedgerAnswer];
      // Of one ledger, or it is no picture of anything.
      if (answers.some(({ latestLedger }) => latestLedger !== ledger)) continue;
      const entries = answers.flatMap((answer) => answer.entries ?? []);
      return { ledger, entries: new Map(entries.map(({ key, xdr: data }) => [key, valueIn(data)])) };
    }
  }

  async function look(): Promise<Truth> {
    for (;;) {
      const from = performance.now();
      const tip = await call<string>('getbestblockhash');
      const { sequence } = await stellar<{ sequence: number }>('getLatestLedger');
      const last = samples.at(-1);
      if (last?.block.hash === tip && last.ledger === sequence) {
        last.to = performance.now();
        return last;
      }
      const chain = await follower.at(tip);
      const coins = [...follower.coins.values()];
      const utxoKeys = coins.map(({ outpoint }) => utxoKey(ids.reserve, outpoint));
      const spenders = [...new Set(chain.spentBy.values())];
      const paymentKeys = spenders.map((txid) => entryKey(ids.reserve, 'Payment', bytes(txid)));
      const fixed = [instanceKey(ids.reserve), entryKey(ids.token, 'TotalSupply'), instanceKey(ids.router)] as const;
      const { ledger, entries } = await readEntries([...fixed, ...utxoKeys, ...paymentKeys]);
      if ((await call<string>('getbestblockhash')) !== tip) continue;

      const authorized = new Set(spenders.filter((_, i) => entries.has(paymentKeys[i] as string)));
      const missing = coins.filter(({ outpoint }, i) => {
        const utxo = entries.get(utxoKeys[i] as string) as { state: number } | undefined;
        if (utxo === undefined || Number(utxo.state) !== UNSPENT) return false;
        const by = chain.spentBy.get(outpoint);
        return by === undefined ? !chain.unspent.has(outpoint) : !authorized.has(by);
      });
      const books = (entries.get(fixed[0]) as Map<string, unknown>).get('Books') as Record<string, bigint>;
      const [totalSats, owedSats] = [BigInt(books.total_btc ?? 0n), BigInt(books.owed_btc ?? 0n)];
      const freeSats = totalSats > owedSats ? totalSats - owedSats : 0n;
      const supplySats = BigInt((entries.get(fixed[1]) as bigint | undefined) ?? 0n);
      const missingSats = missing.reduce((sum, { sats }) => sum + sats, 0n);
      const short = supplySats + owedSats + missingSats - totalSats;
      const truth: Truth = {
        ...{ from, to: performance.now(), block: { hash: tip, height: chain.height }, ledger },
        ...{ missing: new Set(missing.map(({ outpoint }) => outpoint)), missingSats, freeSats, supplySats },
        shortSats: short > 0n ? short : 0n,
        isPaused: (entries.get(fixed[2]) as Map<string, unknown>).get('Paused') === true,
      };
      samples.push(truth);
      return truth;
    }
  }

  return {
    samples,
    look,
    async books({ txid, vout }) {
      const key = utxoKey(ids.reserve, `${txid}:${vout}`);
      const utxo = (await readEntries([key])).entries.get(key) as { state: number } | undefined;
      if (utxo === undefined) return undefined;
      return Number(utxo.state) === UNSPENT ? 'unspent' : 'spent';
    },
  };
}

interface LedgerAnswer {
  latestLedger: number;
  entries?: { key: string; xdr: string }[];
}

function rpc(url: string, headers: Record<string, string>) {
  return async <T>(method: string, params?: unknown): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, ...(params === undefined ? {} : { params }) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { result, error } = (await response.json()) as { result?: T; error?: { code: number; message: string } };
      if (!error) return result as T;
      if (attempt === 3) throw new Error(`${method}: ${error.code} ${error.message}`);
      await sleep(50);
    }
  };
}

function readIds(dataDirectory: string): Record<'reserve' | 'token' | 'router', string> {
  const { contracts } = JSON.parse(readFileSync(join(dataDirectory, 'manifest.json'), 'utf8')) as {
    contracts: Record<string, { id: string }>;
  };
  const id = (name: string): string => (contracts[name] as { id: string }).id;
  return { reserve: id('reserve-manager'), token: id('istsi-token'), router: id('integration-router') };
}

/** Of both branches, by the node's own derivation. */
async function custodyAddresses(dataDirectory: string, call: <T>(method: string, ...params: unknown[]) => Promise<T>) {
  const { descriptors } = JSON.parse(readFileSync(join(dataDirectory, 'custody.json'), 'utf8')) as {
    descriptors: string[];
  };
  const addresses = new Set<string>();
  for (const text of descriptors) {
    const deposits = text.replace(/#.*$/, '');
    for (const branch of [deposits, deposits.replaceAll('/0/*', '/1/*')]) {
      const { descriptor } = await call<{ descriptor: string }>('getdescriptorinfo', branch);
      for (const address of await call<string[]>('deriveaddresses', descriptor, [0, DERIVED])) addresses.add(address);
    }
  }
  return addresses;
}
