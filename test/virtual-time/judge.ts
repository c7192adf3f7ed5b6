import { branchOf, deriveAddress } from '@istsi/bitcoin-custody';
import { openContracts, type SystemContracts } from '@istsi/contracts';
import { openNetwork } from '@istsi/soroban-client';
import type { Sandbox } from '@istsi/soroban-sandbox';
import type { TestBitcoin } from '../../integration/test/bitcoin.ts';
import { type ChainFollower, type CoinsAtTip, createChainFollower } from '../siege/chain-follower.ts';
import { bytes, entryKey, instanceKey, utxoKey, valueIn } from '../siege/ledger-keys.ts';
import type { Beginning } from './chains.ts';

/** A withdrawal that was asked for, to an address that nobody else is paid at. */
export interface Asked {
  id: string;
  user: number;
  sats: bigint;
  address: string;
}

/** A rule that did not hold, and how. */
export interface Broken {
  rule: Rule;
  why: string;
}

export type Rule =
  | 'what is issued is covered by the books'
  | 'the books name no coin that Bitcoin does not have'
  | 'a withdrawal is paid or refunded, once'
  | 'nobody has more than they paid'
  | 'coins go to the custody and to those who are owed'
  | 'nobody stops an honest system'
  | 'the bus has each event once, in one order'
  | 'no alarm tells of a loss that did not happen'
  | 'everything comes to an end'
  | 'a step ends';

/** Both chains, read past everything that belongs to the system. */
export interface Truth {
  block: { hash: string; height: number };
  ledger: number;
  supplySats: bigint;
  balances: bigint[];
  /** State and satoshis of each withdrawal that was asked for, as the reserve has it. */
  withdrawals: ReadonlyMap<string, { state: number; amount: bigint }>;
  /** By user: outputs to their address that the best chain has. */
  deposited: bigint[];
  custodySats: bigint;
  booksSats: bigint;
}

export interface Judge {
  /** The first rule that does not hold at this moment; undefined for none. */
  judge(asked: readonly Asked[]): Promise<Broken | undefined>;
  truth(): Truth;
}

const UNSPENT = 0;
const REFUNDED = 3;
/** More than there are of users, change lanes and returns here. */
const DERIVED = 12;
const KEYS_AT_ONCE = 200;

interface Transaction {
  txid: string;
  vin: { txid?: string; vout?: number }[];
  vout: { n: number; value: number; scriptPubKey: { address?: string } }[];
}

interface Block {
  hash: string;
  previousblockhash?: string;
  tx: Transaction[];
}

export function createJudge(beginning: Beginning, sandbox: Sandbox, bitcoin: TestBitcoin): Judge {
  const { manifest, custody, users } = beginning;
  const contracts = openContracts(manifest, openNetwork(sandbox));
  const addresses = new Set<string>();
  for (const branch of [custody.descriptor, branchOf(custody.descriptor, 'change')])
    for (let index = 0; index < DERIVED; index++) addresses.add(deriveAddress(branch, index).address);
  const follower = createChainFollower(bitcoin.call, addresses);
  const blocks = new Map<string, Block>();
  let last: Truth | undefined;

  async function chainOf(tip: string): Promise<Block[]> {
    const found: Block[] = [];
    for (let hash: string | undefined = tip; hash !== undefined; ) {
      let block = blocks.get(hash);
      if (!block) {
        block = await bitcoin.call<Block>('getblock', hash, 2);
        blocks.set(hash, block);
      }
      found.push(block);
      hash = block.previousblockhash;
    }
    return found;
  }

  async function entriesOf(keys: readonly string[]): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) {
      const asked = keys.slice(from, from + KEYS_AT_ONCE);
      const { entries = [] } = await ask<{ entries?: { key: string; xdr: string }[] }>(sandbox.rpcUrl, asked);
      for (const { key, xdr } of entries) found.set(key, valueIn(xdr));
    }
    return found;
  }

  async function look(asked: readonly Asked[]): Promise<Broken | undefined> {
    const tip = await bitcoin.tip();
    const ledger = sandbox.direct!.head.sequence;
    if (last?.block.hash === tip.hash && last.ledger === ledger) return undefined;
    const coins = await follower.at(tip.hash);
    const chain = (await chainOf(tip.hash)).flatMap(({ tx }) => tx);
    const { truth, missing, freeSats, authorized } = await read(asked, coins, chain);
    last = { ...truth, block: tip, ledger };
    const rules: [Rule, string | undefined][] = [
      [
        'what is issued is covered by the books',
        last.supplySats > freeSats ? `${last.supplySats} issued, ${freeSats} free` : undefined,
      ],
      ['the books name no coin that Bitcoin does not have', missing.length > 0 ? missing.join(' ') : undefined],
      ['a withdrawal is paid or refunded, once', paidWrongly(asked, last, chain)],
      ['nobody has more than they paid', tooMuch(asked, last, await everPaid())],
      ['coins go to the custody and to those who are owed', strayed(chain, follower, authorized)],
    ];
    for (const [rule, why] of rules) if (why !== undefined) return { rule, why };
    return undefined;
  }

  async function read(asked: readonly Asked[], coins: CoinsAtTip, chain: readonly Transaction[]) {
    const { reserve } = contracts;
    const all = [...follower.coins.values()];
    const utxoKeys = all.map(({ outpoint }) => utxoKey(reserve.contractId, outpoint));
    const spenders = [...new Set(coins.spentBy.values())];
    const paymentKeys = spenders.map((txid) => entryKey(reserve.contractId, 'Payment', bytes(txid)));
    const withdrawalKeys = asked.map(({ id }) => entryKey(reserve.contractId, 'Withdrawal', bytes(id)));
    const instance = instanceKey(reserve.contractId);
    const entries = await entriesOf([instance, ...utxoKeys, ...paymentKeys, ...withdrawalKeys]);
    const authorized = new Set(spenders.filter((_, i) => entries.has(paymentKeys[i]!)));
    const missing = all.flatMap(({ outpoint }, i) => {
      const utxo = entries.get(utxoKeys[i]!) as { state: number } | undefined;
      if (utxo === undefined || Number(utxo.state) !== UNSPENT) return [];
      const by = coins.spentBy.get(outpoint);
      const isThere = by === undefined ? coins.unspent.has(outpoint) : authorized.has(by);
      return isThere ? [] : [outpoint];
    });
    const books = (entries.get(instance) as Map<string, unknown>).get('Books') as Record<string, bigint>;
    const booksSats = BigInt(books.total_btc ?? 0n);
    const withdrawals = new Map(
      asked.flatMap(({ id }, i) => {
        const found = entries.get(withdrawalKeys[i]!) as { state: number; amount: bigint } | undefined;
        return found ? [[id, { state: Number(found.state), amount: BigInt(found.amount) }] as const] : [];
      }),
    );
    const custodySats = all.reduce((sum, { outpoint, sats }) => sum + (coins.unspent.has(outpoint) ? sats : 0n), 0n);
    const truth = {
      ...{ supplySats: await supplyOf(contracts), balances: await balancesOf(contracts), withdrawals },
      ...{ deposited: users.map(({ depositAddress }) => paidTo(chain, depositAddress).sum), custodySats, booksSats },
    };
    return { truth, missing, authorized, freeSats: booksSats - BigInt(books.owed_btc ?? 0n) };
  }

  const balancesOf = async ({ token }: SystemContracts): Promise<bigint[]> =>
    await Promise.all(users.map(async ({ address }) => await token.read('balance', { id: address })));

  /** In any block there ever was: more than what the best chain has, where one of them was undone. */
  const everPaid = async (): Promise<bigint[]> => {
    const distinct = new Map([...blocks.values()].flatMap(({ tx }) => tx.map((one) => [one.txid, one] as const)));
    return await Promise.resolve(users.map(({ depositAddress }) => paidTo([...distinct.values()], depositAddress).sum));
  };

  return {
    judge: look,
    truth() {
      if (!last) throw new Error('nobody has looked yet');
      return last;
    },
  };
}

const supplyOf = async ({ token }: SystemContracts): Promise<bigint> => await token.read('total_supply');

function paidTo(chain: readonly Transaction[], address: string): { count: number; sum: bigint } {
  const outputs = chain.flatMap(({ vout }) => vout.filter(({ scriptPubKey }) => scriptPubKey.address === address));
  return { count: outputs.length, sum: outputs.reduce((sum, { value }) => sum + BigInt(Math.round(value * 1e8)), 0n) };
}

function paidWrongly(asked: readonly Asked[], { withdrawals }: Truth, chain: readonly Transaction[]) {
  for (const { id, sats, address } of asked) {
    const { count, sum } = paidTo(chain, address);
    const isRefunded = withdrawals.get(id)?.state === REFUNDED;
    if (count > 1) return `${id} is paid ${count} times`;
    if (count === 1 && isRefunded) return `${id} is refunded and paid`;
    if (sum > sats) return `${id} asked for ${sats} and is paid ${sum}`;
  }
  return undefined;
}

function tooMuch(asked: readonly Asked[], { balances, withdrawals }: Truth, ever: readonly bigint[]) {
  for (const [user, balance] of balances.entries()) {
    const gone = asked.filter((one) => one.user === user && withdrawals.get(one.id)?.state !== REFUNDED);
    const burned = gone.reduce((sum, { sats }) => sum + sats, 0n);
    if (balance + burned > ever[user]!) return `user ${user} has ${balance}, burned ${burned}, and paid ${ever[user]}`;
  }
  return undefined;
}

/** Whatever spends a coin of the custody is a payment that the reserve authorized: its outputs are the contract's rule. */
function strayed(chain: readonly Transaction[], { coins }: ChainFollower, authorized: ReadonlySet<string>) {
  for (const { txid, vin } of chain) {
    const spent = vin.find(({ txid: of, vout }) => of !== undefined && coins.has(`${of}:${vout}`));
    if (spent && !authorized.has(txid)) return `${txid} spends ${spent.txid}:${spent.vout}, and nobody authorized it`;
  }
  return undefined;
}

async function ask<T>(url: string, keys: readonly string[]): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getLedgerEntries', params: { keys } }),
  });
  const { result, error } = (await response.json()) as { result?: T; error?: { message: string } };
  if (error) throw new Error(error.message);
  return result as T;
}
