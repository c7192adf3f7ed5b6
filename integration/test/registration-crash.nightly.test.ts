import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { silentLog } from '@istsi/bitcoin-custody';
import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AdminServices } from '../src/administration/admin-services.ts';
import { type Database, int8AsBigint, openDatabase } from '../src/database/open-database.ts';
import type { Registration } from '../src/index.ts';
import { createDeath, mortalDatabase } from './dying.ts';
import { type RelayWork, relayDesk } from './registration-desk.ts';
import { startWorld, until, type World } from './world.ts';

const RELAY = fileURLToPath(new URL('registration-process.ts', import.meta.url));
/** As many exchanges as sending it on has at least. */
const AT_LEAST = 3;
const NEVER = new AbortController().signal;
/** Some answers are that nobody knows yet. */
const MOST_ROUNDS = 20;

let world: World;
let database: Database;
let successor: AdminServices;
beforeAll(async () => {
  world = await startWorld({ officerElsewhere: true });
  database = await openDatabase(world.databaseUrl, silentLog);
  successor = relayDesk({ ...world, channel: world.keys.deployer }, database);
}, 400_000);
afterAll(async () => {
  await database?.close();
  await world?.stop();
});

interface Signed {
  address: string;
  envelope: string;
}

/** Asked for, prepared, and signed by the officer in a wallet of theirs. */
async function signRegistration(): Promise<Signed> {
  const { complianceOfficer } = world.keys;
  const address = Keypair.random().publicKey();
  const asked = (await world.services.registerIdentity({ address, tier: 2 })) as Extract<
    Registration,
    { is: 'awaiting' }
  >;
  const { tier, country, expiresAt } = asked.registration;
  const act = { do: 'register' as const, user: address, tier, country, expiresAt };
  const outcome = await successor.prepareAct(complianceOfficer.publicKey(), act);
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  const { envelope, networkPassphrase } = outcome.prepared;
  const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  transaction.sign(complianceOfficer);
  return { address, envelope: transaction.toXdr() };
}

/** Sends it on, and is killed after so many exchanges with database and network; true if there were as many. */
type Dying = (signed: Signed, exchanges: number) => Promise<boolean>;

const inThisProcess: Dying = async ({ envelope }, exchanges) => {
  const death = createDeath(exchanges);
  const dying = mortalDatabase(world.databaseUrl, int8AsBigint, death);
  const desk = relayDesk({ ...world, channel: world.keys.deployer }, dying, death);
  await desk.submitAct(world.keys.complianceOfficer.publicKey(), envelope, NEVER).catch(() => undefined);
  await dying.close().catch(() => undefined);
  return death.count() >= exchanges;
};

/** No amount of the manifest is needed. */
const asText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

/** `kill -9`, indeed. */
const inOneOfItsOwn: Dying = async ({ envelope }, exchanges) => {
  const { manifest, databaseUrl, keys, sandbox } = world;
  const { rpcUrl, networkPassphrase } = sandbox;
  const work: RelayWork = {
    ...{ manifest, databaseUrl, sandbox: { rpcUrl, networkPassphrase }, envelope },
    ...{ secret: keys.deployer.secret(), officer: keys.complianceOfficer.publicKey() },
    exchanges: Number.isFinite(exchanges) ? exchanges : null,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', RELAY, JSON.stringify(work, asText)], { stdio: 'inherit' });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect([code, signal]).toEqual(signal === null ? [0, null] : [null, 'SIGKILL']);
  return signal !== null;
};

/** Whoever sends it on dies; another one is given the same signature. */
async function killAfter(exchanges: number, dying: Dying): Promise<boolean> {
  const { contracts, keys, services } = world;
  const about = `killed after exchange ${exchanges}`;
  const signed = await signRegistration();
  const before = await contracts.kyc.read('address_count');
  const died = await dying(signed, exchanges);

  const by = keys.complianceOfficer.publicKey();
  let outcome = await successor.submitAct(by, signed.envelope, NEVER);
  for (let round = 0; round < MOST_ROUNDS && outcome.status === 'pending'; round += 1)
    outcome = await successor.submitAct(by, signed.envelope, NEVER);
  expect(outcome, about).toMatchObject({ status: 'done', entry: 'register_identity' });
  expect(await contracts.kyc.read('address_count'), about).toBe(before + 1);
  expect(await services.user(signed.address), about).toMatchObject({ tier: 2, status: 'active' });
  expect(await successor.submitAct(by, signed.envelope, NEVER), about).toEqual(outcome);
  expect(await contracts.kyc.read('address_count'), about).toBe(before + 1);
  await until(
    async () => {
      const row = await database.db
        .selectFrom('istsi.registrations')
        .select('address')
        .where('address', '=', signed.address)
        .executeTakeFirst();
      return row === undefined ? true : undefined;
    },
    () => `${about}: the registration to wait no more`,
  );
  return died;
}

test.each<[string, Dying]>([
  ['hears nothing any more', inThisProcess],
  ['is killed (kill -9)', inOneOfItsOwn],
])(
  'a signed registration happens once, though whoever sends it on %s after any exchange',
  async (_, dying) => {
    let exchanges = 1;
    while (await killAfter(exchanges, dying)) exchanges += 1;
    expect(exchanges).toBeGreaterThan(AT_LEAST);
  },
  1_200_000,
);
