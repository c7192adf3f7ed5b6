import { createHash } from 'node:crypto';
import { callRpc } from '@istsi/soroban-client';
import { Address, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BLOCK, depositArgs, Role, register, txid } from './actions.ts';
import { footprintOf, nameOf } from './footprints.ts';
import { completePayment, fund, paymentOf, payTo, processPayment, txidOf, withdraw } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

// What an operation of people who did it before adds to the ledger for good: README, *What grows*.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  const coin = await fund(world, 'first', 1_000_000n);
  const owed = await withdraw(world, 'first', { amount: 10_000n });
  const payment = await processPayment(world, [owed.id], paymentOf([owed], [coin], 1_000_000n, 100n));
  await completePayment(world, payment);
  await world.invoke('integration-router', 'settle_operation', { operation_id: owed.id }, { by: 'mallory' });
});
afterAll(() => world.stop());

async function stored(key: xdr.LedgerKey): Promise<number | undefined> {
  const { entries } = await callRpc(world.network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  return entries[0]?.val.toXdr().length;
}

/** The persistent entries that a call creates, and their sizes in bytes once it happened. */
async function added(
  by: 'operator' | 'alice' | 'mallory' | 'superAdmin',
  name: 'integration-router' | 'reserve-manager',
  method: string,
  args: Record<string, unknown>,
): Promise<Record<string, number>> {
  const { writes } = await footprintOf(world, by, name, method, args);
  const persistent = writes.filter(
    (key) => key.type === 'contractData' && key.contractData.durability === xdr.ContractDataDurability.persistent,
  );
  const before = await Promise.all(persistent.map(stored));
  const signers = by === 'operator' ? (['custodian1', 'custodian2'] as const) : [];
  await world.invoke(name, method, args, { by, signers: [...signers] });
  const created = persistent.filter((_, i) => before[i] === undefined);
  return Object.fromEntries(
    await Promise.all(created.map(async (key) => [nameOf(world, key), (await stored(key)) ?? 0])),
  );
}

/** Bytes. */
const MOST = 700;

function expectEntries(sizes: Record<string, number>, names: readonly string[]): void {
  expect(Object.keys(sizes).sort()).toEqual(names);
  for (const size of Object.values(sizes)) expect(size).toBeLessThanOrEqual(MOST);
}

test('a deposit adds the record of the operation, and the output', async () => {
  const args = depositArgs(world, { tx: txid('grows') }) as Record<string, unknown>;
  const sizes = await added('operator', 'integration-router', 'execute_bitcoin_deposit', args);
  expectEntries(sizes, ['integration-router Operation', 'reserve-manager Utxo']);
});

test('a withdrawal adds its records, a payment adds its own, and a completion or a settlement none', async () => {
  const to = payTo('grows');
  const asked = { user: world.address('alice'), token_amount: 20_000n, btc_address: to.address, max_fee: 1_000n };
  const sizes = await added('alice', 'integration-router', 'execute_token_withdrawal', asked);
  expectEntries(sizes, ['integration-router Operation', 'istsi-token Burn', 'reserve-manager Withdrawal']);

  const id = owedTo(2);
  const unsigned_tx = paymentOf([{ id, amount: 20_000n, script: to.script }], [coin('grows')], 50_000n, 100n);
  const attestors = ['custodian1', 'custodian2'].map((name) => world.address(name as 'custodian1'));
  const paying = { attestors, withdrawal_ids: [id], unsigned_tx };
  const paid = await added('operator', 'reserve-manager', 'process_bitcoin_withdrawal', paying);
  expectEntries(paid, ['reserve-manager Batch', 'reserve-manager Payment', 'reserve-manager Utxo']);

  const completing = { attestors, txid: txidOf(unsigned_tx), confirmations: 12, ...BLOCK };
  expectEntries(await added('operator', 'reserve-manager', 'complete_bitcoin_withdrawal', completing), []);
  expectEntries(await added('mallory', 'integration-router', 'settle_operation', { operation_id: id }), []);
});

const coin = (label: string) => ({ txid: txid(label), vout: 0 });

/** The id of alice's withdrawal of this number. */
function owedTo(number: number): Buffer {
  const address = Address.fromString(world.address('alice')).toScVal().toXdr();
  const count = Buffer.alloc(4);
  count.writeUInt32BE(number);
  return createHash('sha256').update('token_withdrawal').update(address).update(count).digest();
}

test('a proposal adds what it says, and whose it is', async () => {
  const action = { tag: 'GrantRole', values: [world.address('alice'), Role.SystemAdmin] };
  const args = { proposer: world.address('superAdmin'), action };
  expectEntries(await added('superAdmin', 'integration-router', 'propose', args), ['integration-router Motion']);
});
