import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { silentLog } from '@istsi/bitcoin-custody';
import { addressCredentials, findAccount, fundAccount, openNetwork, signEntry } from '@istsi/soroban-client';
import { Keypair, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, int8AsBigint, openDatabase } from '../src/database/open-database.ts';
import { draftSponsored } from '../src/sponsorship/prepare-sponsored.ts';
import type { SignedCall } from '../src/sponsorship/read-authorization.ts';
import type { SponsorDesk } from '../src/sponsorship/sponsor-desk.ts';
import { findOpen, readSpent } from '../src/sponsorship/sponsored-store.ts';
import { payForCall } from '../src/sponsorship/submit-sponsored.ts';
import { createDeath, type Death, mortalDatabase } from './dying.ts';
import type { Holder } from './holders.ts';
import { readSigned, type SponsorWork, sponsorDesk } from './sponsor-desk.ts';
import { startWorld, type World } from './world.ts';

const SPONSOR = fileURLToPath(new URL('sponsor-process.ts', import.meta.url));
const SATS = 1_000n;
/** As many exchanges as a call has at least. */
const AT_LEAST = 10;
/** The successor asks again, as whoever holds the authorization may; some answers are `pending`. */
const MOST_ROUNDS = 20;

let world: World;
let database: Database;
let successor: SponsorDesk;
let bob: string;
const keys = [Keypair.random(), Keypair.random()];

beforeAll(async () => {
  world = await startWorld();
  const network = openNetwork(world.sandbox);
  for (const key of keys) await fundAccount(network, world.sandbox.friendbotUrl, key.publicKey());
  ({ address: bob } = await world.createUser(2));
  database = await openDatabase(world.databaseUrl, silentLog);
  successor = deskOf(database);
}, 400_000);
afterAll(async () => {
  await database?.close();
  await world?.stop();
});

const deskOf = (of: Database, death?: Death): SponsorDesk => sponsorDesk({ ...world, keys }, of, death);

async function signedTransfer({ address, keypair }: Holder): Promise<SignedCall> {
  const { contracts, network } = successor;
  const invoke = contracts.token.invocation('transfer', { from: address, to: bob, amount: SATS });
  const drafted = await draftSponsored(successor, address, invoke, 'transfer');
  if (!drafted.ok) throw new Error(JSON.stringify(drafted.refusal));
  const entry = xdr.SorobanAuthorizationEntry.fromXdr(drafted.draft.authorization, 'base64');
  const until = Number(addressCredentials(entry.credentials)!.signatureExpirationLedger);
  return readSigned(successor, (await signEntry(entry, keypair, until, network.networkPassphrase)).toXdr('base64'));
}

/** What the sponsor has on the ledger, and what its books say went. */
async function fund(): Promise<{ held: bigint; booked: bigint }> {
  const accounts = await Promise.all(keys.map((key) => findAccount(successor.network, key.publicKey())));
  const held = accounts.reduce<bigint>((sum, account) => sum + account!.balance, 0n);
  return { held, booked: (await readSpent(successor.db)).total };
}

/** Pays for a call, and is killed after so many exchanges with database and network; true if there were as many. */
type Dying = (call: SignedCall, exchanges: number) => Promise<boolean>;

const inThisProcess: Dying = async (call, exchanges) => {
  const death = createDeath(exchanges);
  const dying = mortalDatabase(world.databaseUrl, int8AsBigint, death);
  await payForCall(deskOf(dying, death), call).catch(() => undefined);
  await dying.close().catch(() => undefined);
  return death.count() >= exchanges;
};

/** No amount of the manifest is needed. */
const asText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

/** `kill -9`, indeed. */
const inOneOfItsOwn: Dying = async ({ signed }, exchanges) => {
  const { manifest, databaseUrl } = world;
  const { rpcUrl, networkPassphrase } = world.sandbox;
  const work: SponsorWork = {
    ...{
      manifest,
      databaseUrl,
      sandbox: { rpcUrl, networkPassphrase },
      exchanges: Number.isFinite(exchanges) ? exchanges : null,
    },
    ...{ secrets: keys.map((key) => key.secret()), authorization: signed.toXdr('base64') },
  };
  const child = spawn(process.execPath, ['--import', 'tsx', SPONSOR, JSON.stringify(work, asText)], {
    stdio: 'inherit',
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect([code, signal]).toEqual(signal === null ? [0, null] : [null, 'SIGKILL']);
  return signal !== null;
};

/** A sponsor dies; another one goes on. */
async function killAfter(holder: Holder, exchanges: number, dying = inThisProcess): Promise<boolean> {
  const call = await signedTransfer(holder);
  const [before, given] = [await fund(), await world.balance(bob)];
  const died = await dying(call, exchanges);
  const about = `killed after exchange ${exchanges}`;
  const meanwhile = await fund();
  // What the ledger took is set aside at least: nobody is paid for out of it twice.
  expect(meanwhile.booked - before.booked, about).toBeGreaterThanOrEqual(before.held - meanwhile.held);

  let outcome = await payForCall(successor, call);
  for (let round = 0; round < MOST_ROUNDS && outcome.status === 'pending'; round += 1)
    outcome = await payForCall(successor, call);
  expect(
    outcome.status,
    `${about}: ${JSON.stringify(outcome, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`,
  ).toBe('done');
  const after = await fund();
  expect(await world.balance(bob), about).toBe(given + SATS);
  expect(after.booked - before.booked, about).toBe(before.held - after.held);
  expect(await findOpen(successor.db, holder.address), about).toBeUndefined();
  expect(await payForCall(successor, call), about).toMatchObject({ status: 'done' });
  expect(await fund(), about).toEqual(after);
  return died;
}

test.each<[string, Dying]>([
  ['whose process hears nothing any more', inThisProcess],
  ['whose process is killed (kill -9)', inOneOfItsOwn],
])(
  'a sponsor %s after any exchange of a call pays for it once, and its books have what the ledger took',
  async (_, dying) => {
    const holder = await world.createPoorHolder(1_000_000n);
    // The first one opens the account.
    expect(await killAfter(holder, Number.POSITIVE_INFINITY, dying)).toBe(false);
    let exchanges = 1;
    while (await killAfter(holder, exchanges, dying)) exchanges += 1;
    expect(exchanges).toBeGreaterThan(AT_LEAST);
  },
  1_200_000,
);
