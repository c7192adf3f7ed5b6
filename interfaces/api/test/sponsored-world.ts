import {
  defaultExchange,
  defaultOracle,
  defaultSponsorBudgets,
  exchangeIds,
  openExchange,
  type Services,
} from '@istsi/integration';
import { startReporter } from '@istsi/reporter';
import { addressCredentials, findAccount, fundAccount, openNetwork, signEntry } from '@istsi/soroban-client';
import { Keypair, xdr } from '@stellar/stellar-sdk';
import { Client } from 'pg';
import { expect } from 'vitest';
import type { Holder } from '../../../integration/test/holders.ts';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { createApi } from '../src/index.ts';
import { startTickers } from './tickers.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
const threeKeys = (): Keypair[] => [Keypair.random(), Keypair.random(), Keypair.random()];

// biome-ignore lint/suspicious/noExplicitAny: what comes is what is tested.
type Answer = { status: number; body: any; request: string | null };
type Row = { fate: string; charged: string | null; kind: string };

/** A world with an exchange, an API, and somebody who pays for holders without lumens. */
export interface SponsoredWorld {
  world: World;
  services: Services;
  /** Changed by tests: what is left of it is decided at every call. */
  sponsor: { keys: Keypair[] } & typeof defaultSponsorBudgets;
  /** Who is given to. */
  bob: string;
  database: Client;
  get(path: string): Promise<Answer>;
  /** What the audit log has of a request, or of an operation, once it has something. */
  audited(correlationId: string): Promise<Answer['body'][]>;
  post(path: string, body: unknown): Promise<Answer>;
  prepare(holder: { address: string }, amount?: string, to?: string): Promise<Answer>;
  sign(authorization: string, key: Keypair): Promise<string>;
  signedTransfer(holder: Holder, amount?: string): Promise<string>;
  pay(authorization: string): Promise<Answer>;
  /** Undefined for an account that is not on the ledger. */
  lumensOf(address: string): Promise<bigint | undefined>;
  /** What the sponsor's books have. */
  rows(where: string): Promise<Row[]>;
  /** Runs it, and answers what the ledger took from the sponsor for it; the books must say the same. */
  cost(work: () => Promise<unknown>): Promise<bigint>;
  stop(): Promise<void>;
}

export const entryOf = (text: string): xdr.SorobanAuthorizationEntry =>
  xdr.SorobanAuthorizationEntry.fromXdr(text, 'base64');

export async function startSponsoredWorld(): Promise<SponsoredWorld> {
  const world = await startWorld({ lying: true });
  const { sandbox } = world;
  const network = openNetwork(sandbox);
  const sponsor = { keys: threeKeys(), ...defaultSponsorBudgets };
  for (const payer of sponsor.keys) await fundAccount(network, sandbox.friendbotUrl, payer.publicKey());
  const { exchange, close } = await startExchange(world);
  const services = await world.startInstance({ exchange, sponsor });
  const api = await createApi({ services, keys, version: '1', log: () => {} });
  const url = await api.listen({ host: '127.0.0.1', port: 0 });
  const database = new Client({ connectionString: world.databaseUrl });
  await database.connect();
  const { address: bob } = await world.createUser(4);

  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, init);
    return { status: response.status, body: await response.json(), request: response.headers.get('x-request-id') };
  };
  const lumensOf: SponsoredWorld['lumensOf'] = async (address) => (await findAccount(network, address))?.balance;
  /** What the sponsor has on the ledger: nothing that the books say of it. */
  const fund = async (): Promise<bigint> => {
    const balances = await Promise.all(sponsor.keys.map((payer) => lumensOf(payer.publicKey())));
    return balances.reduce<bigint>((sum, balance) => sum + balance!, 0n);
  };
  const spentByBooks = async (): Promise<bigint> => (await services.sponsorship.terms())!.spent.total;
  const at: SponsoredWorld = {
    ...{ world, services, sponsor, bob, database, lumensOf },
    get: (path) => ask(path),
    async audited(id) {
      const headers = { authorization: `Bearer ${keys.operator}` };
      return await until(
        async () => {
          const { items } = (await ask(`/v1/audit?correlation_id=${id}`, { headers })).body;
          return items.length > 0 ? items : undefined;
        },
        () => `an entry of ${id}`,
      );
    },
    post: (path, body) =>
      ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    prepare: ({ address: from }, amount_sats = '1000', to = bob) =>
      at.post('/v1/sponsorship/transfers/prepare', { from, to, amount_sats }),
    async sign(authorization, key) {
      const entry = entryOf(authorization);
      const until = Number(addressCredentials(entry.credentials)!.signatureExpirationLedger);
      return (await signEntry(entry, key, until, sandbox.networkPassphrase)).toXdr('base64');
    },
    async signedTransfer(holder, amount) {
      return await at.sign((await at.prepare(holder, amount)).body.authorization, holder.keypair);
    },
    pay: (authorization) => at.post('/v1/sponsorship/calls', { authorization }),
    rows: async (where) =>
      (await database.query<Row>(`select fate, charged, kind from istsi.sponsored_transactions where ${where}`)).rows,
    async cost(work) {
      const [before, booked] = [await fund(), await spentByBooks()];
      await work();
      const taken = before - (await fund());
      expect((await spentByBooks()) - booked).toBe(taken);
      return taken;
    },
    async stop() {
      await api.close();
      await database.end();
      await services.stop();
      await close();
      await world.stop();
    },
  };
  return at;
}

/** An exchange of iSTSi for dollars, opened by governance, with three reporters of its price. */
export async function startExchange(world: World) {
  const { sandbox, manifest } = world;
  const { rpcUrl, friendbotUrl } = sandbox;
  const voices = threeKeys();
  const tickers = await startTickers('60000.00');
  await openExchange({
    ...{ rpcUrl, friendbotUrl, manifest, onAction: () => undefined },
    ...{ payer: world.keys.deployer, governance: world.keys.superAdmin },
    plan: {
      reporters: voices.map((key) => key.publicKey()),
      token: { name: 'Digital Dollar', symbol: 'DUSD', decimals: 7, cap: 10n ** 15n },
      ...{ oracle: defaultOracle, exchange: defaultExchange },
      inventory: { minter: world.keys.superAdmin.publicKey(), amount: 10n ** 10n },
    },
  });
  const oracle = exchangeIds(manifest)['price-oracle'];
  const feedOf = (n: number) => ({ feed: { tickers: tickers.of(n) }, everyMs: 1_000, log: () => {} });
  const reporters = await Promise.all(
    voices.map((key, n) => startReporter({ key, rpcUrl, manifest, oracle, ...feedOf(n) })),
  );
  return {
    exchange: { reporters: reporters.map(({ url, address }) => ({ url, address })), isLocal: false },
    async close() {
      await Promise.all(reporters.map((reporter) => reporter.stop()));
      tickers.stop();
    },
  };
}
