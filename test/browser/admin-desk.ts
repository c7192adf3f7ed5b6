import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fundAccount, openNetwork } from '@istsi/soroban-client';
import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import { until } from '../../integration/test/world.ts';
import { signInAt } from './admin-acts.ts';
import { type Role, roles, type Spare, type There } from './admin-controls.ts';
import { type AdminStage, configuredKeys } from './admin-stage.ts';

const DAY = 86_400;
const reason = 'before anybody looks';

/** One of each thing that a control of the dashboard is about, none of it begun by those who look; and a key for each role. */
export async function fillDesk(
  stage: AdminStage,
  blocks: number,
): Promise<{ there: There; keys: Record<Role, Keypair>; stop(): void }> {
  const { world, address } = stage;
  const network = openNetwork(world.sandbox);
  const system = { address, networkPassphrase: world.sandbox.networkPassphrase };
  const founder = await signInAt(system, world.keys.superAdmin);
  const bitcoinAddress = await world.bitcoin.call<string>('getnewaddress');
  const keys = Object.fromEntries(roles.map((role) => [role, Keypair.random()])) as Record<Role, Keypair>;
  for (const [role, key] of Object.entries(keys)) {
    await fundAccount(network, world.sandbox.friendbotUrl, key.publicKey());
    await founder.act({ do: 'propose', action: 'GrantRole', values: [key.publicKey(), nameOf(role)] });
    const id = await newestProposal(stage);
    await founder.act({ do: 'approve', id });
    await founder.act({ do: 'execute', id });
  }

  const [active, frozen, reviewed, lost] = await Promise.all(
    Array.from({ length: 4 }, async () => (await world.createUser()).address),
  );
  await founder.act({ do: 'freeze', user: frozen, reason });
  await founder.act({ do: 'start-review', user: reviewed, reason });
  await founder.act({ do: 'request-recovery', user: lost, replacement: Keypair.random().publicKey(), reason });
  const returns = await nobodysDeposits(stage, blocks);
  await founder.act({ do: 'hold-return', outpoint: returns.held });
  const toNobody = { outpoint: returns.proposed, address: bitcoinAddress, max_fee_sats: '20000' };
  await founder.act({ do: 'propose-return', ...toNobody });
  // What waits for a second person can be ended now.
  await world.advanceTime(31 * DAY);

  const { webhook, stop } = await webhookOf(stage);
  const made = await makeKeys(stage);
  const holder = await world.createHolder(300_000n, 50_000n);
  // No block comes after it: it is open as long as anybody looks.
  const withdrawal = await world.withdraw(holder, { sats: 100_000n, to: bitcoinAddress });
  await world.waitForWithdrawal(withdrawal, 'broadcast');
  const delivered = await until(
    async () => {
      const { items } = await read<{ items: { sequence: string }[] }>(stage, `/webhooks/${webhook.id}/deliveries`);
      return items[0]?.sequence;
    },
    () => 'an event to be delivered',
  );

  const propose = async (): Promise<number> => {
    await founder.act({ do: 'propose', action: 'SetLimits', values: ['1', 'Transfer', '1000', '2000', '3000'] });
    return await newestProposal(stage);
  };
  const decided = await propose();
  await founder.act({ do: 'approve', id: decided });
  const open = await propose();
  await founder.act({ do: 'ask-pause', reason });
  const there: There = {
    ...{ users: { active, frozen, reviewed }, lost, withdrawal, returns, bitcoinAddress, keys: made },
    ...{ proposals: { open, decided }, webhook: { ...webhook, delivered } },
    ...{ customer: await customerLookedAtOnce(stage), newcomer: (await customerWaiting(stage)).id },
    alert: await alertOfSilence(stage),
  } as There;
  await world.services.reconciliations.make();
  return { there, keys, stop };
}

const nameOf = (role: string): string =>
  role.replace(/(^|-)([a-z])/g, (_match: string, _dash: string, letter: string) => letter.toUpperCase());

/** The one that nobody has approved yet, once the API's ledger has it. */
const newestProposal = async ({ address }: AdminStage): Promise<number> =>
  await until(
    async () => {
      const { proposals } = (await (await fetch(`${address}/v1/governance`)).json()) as {
        proposals: { id: number; standing: string }[];
      };
      return proposals.find(({ standing }) => standing === 'needs-approvals')?.id;
    },
    () => 'a proposal to be open',
  );

async function nobodysDeposits({ world }: AdminStage, blocks: number): Promise<There['returns']> {
  const { index } = (await world.services.depositAddress((await world.createUser()).address))!;
  const nobodys = [1, 2, 3].map((next) => world.addressAt(index + next));
  const paid = await world.bitcoin.pay(...nobodys.map((each): [string, bigint] => [each, 90_000n]));
  await world.bitcoin.mine(blocks);
  for (const outpoint of paid) await world.waitFor(outpoint, 'returnable');
  const [free, held, proposed] = paid.map(({ txid, vout }) => `${txid}:${vout}`);
  return { free: free!, held: held!, proposed: proposed! };
}

type ConfiguredKey = keyof typeof configuredKeys;

async function send<T>({ address }: AdminStage, key: ConfiguredKey, path: string, body: object): Promise<T> {
  const answer = await fetch(`${address}/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${configuredKeys[key]}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function read<T>({ address }: AdminStage, path: string, key: ConfiguredKey = 'operator'): Promise<T> {
  const answer = await fetch(`${address}/v1${path}`, { headers: { authorization: `Bearer ${configuredKeys[key]}` } });
  return (await answer.json()) as T;
}

/** Somewhere to send events, which takes them. */
async function webhookOf(stage: AdminStage): Promise<{ webhook: { id: string; url: string }; stop(): void }> {
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => receiver.once('listening', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/events`;
  const { id } = await send<{ id: string }>(stage, 'operator', '/webhooks', { url });
  const stop = (): void => {
    receiver.closeAllConnections();
    receiver.close();
  };
  return { webhook: { id, url }, stop };
}

const keyFor = async (stage: AdminStage, key: ConfiguredKey, name: string, scope: string): Promise<string> =>
  (await send<{ id: string }>(stage, key, '/keys', { name, scopes: [scope] })).id;

const makeKeys = async (stage: AdminStage): Promise<There['keys']> => ({
  metrics: await keyFor(stage, 'operator', 'Grafana', 'metrics'),
  customers: await keyFor(stage, 'compliance', 'Onboarding', 'customers'),
});

/** A webhook and keys that are there to be removed. */
export const spareOnes = async (stage: AdminStage, url: string): Promise<Spare> => ({
  webhook: (await send<{ id: string }>(stage, 'operator', '/webhooks', { url })).id,
  metrics: await keyFor(stage, 'operator', 'spare', 'metrics'),
  customers: await keyFor(stage, 'compliance', 'spare', 'customers'),
});

const ALICE = { first_name: 'Alice', last_name: 'Anders', email_address: 'alice@example.com' };

/** Signs in as a wallet does (SEP-10). */
export async function sessionOf(
  { address, world }: Pick<AdminStage, 'address' | 'world'>,
  key: Keypair,
): Promise<string> {
  const challenge = await fetch(`${address}/auth?account=${key.publicKey()}`);
  const { transaction: envelope } = (await challenge.json()) as { transaction: string };
  const transaction = TransactionBuilder.fromXdr(envelope, world.sandbox.networkPassphrase);
  transaction.sign(key);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ transaction: transaction.toXdr() });
  const signedIn = await fetch(`${address}/auth`, { method: 'POST', headers, body });
  return ((await signedIn.json()) as { token: string }).token;
}

/** A customer who has sent what is asked for, and waits to be looked at. */
export async function customerWaiting(
  { address, world }: AdminStage,
  fields = ALICE,
): Promise<{ id: string; subject: string }> {
  const key = Keypair.random();
  const token = await sessionOf({ address, world }, key);
  const json = { 'content-type': 'application/json' };
  const put = await fetch(`${address}/sep12/customer`, {
    ...{ method: 'PUT', headers: { ...json, authorization: `Bearer ${token}` } },
    body: JSON.stringify(fields),
  });
  return { id: ((await put.json()) as { id: string }).id, subject: key.publicKey() };
}

/** A customer of a tier that takes two officers, of whom one has looked. */
export async function customerLookedAtOnce(stage: AdminStage, fields = ALICE): Promise<There['customer']> {
  const { address, world } = stage;
  const { id, subject } = await customerWaiting(stage, fields);
  const { revision } = await read<{ revision: number }>(stage, `/customers/${id}`, 'compliance');
  const officer = await signInAt(
    { address, networkPassphrase: world.sandbox.networkPassphrase },
    world.keys.superAdmin,
  );
  await officer.post(`/customers/${id}/review`, { decision: 'accept', revision, tier: 3, country: 'CH', note: reason });
  return { id, subject };
}

/** What is told when a custodian stops answering. */
async function alertOfSilence(stage: AdminStage): Promise<string> {
  await send(stage, 'operator', '/alerts/rules/signer-missing', { for_seconds: 0 });
  await stage.world.signers[2]!.stop();
  return await until(
    async () => {
      const { items } = await read<{ items: { id: string; alert_type: string; state: string }[] }>(stage, '/alerts');
      return items.find(({ alert_type, state }) => alert_type === 'signer-missing' && state === 'firing')?.id;
    },
    () => 'somebody to be told that a signer is silent',
  );
}
