import { Keypair, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deposit, depositArgs, register, stateOf, txid } from '../../contracts/test/actions.ts';
import { executeBatch } from '../../contracts/test/batches.ts';
import { approve, cancel, execute, grantRole, propose } from '../../contracts/test/governance.ts';
import { withdraw } from '../../contracts/test/withdrawals.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';

// Arguments as large as a transaction can carry, and as many things as one person can have made.
let world: World;
beforeAll(async () => {
  world = await startWorld({ governance: { superAdmins: ['superAdmin', 'mallory', 'carol'], threshold: 2 } });
  await register(world, 'alice', 4);
  await deposit(world, { amount: 1_000_000n, tx: txid('exhaustion') });
});
afterAll(() => world.stop());

const kilobytes = (count: number): string => 'x'.repeat(count * 1024);
const strangers = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => Keypair.fromRawEd25519Seed(Buffer.alloc(32, 100 + i)).publicKey());
const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const pay = { expected_return_type: 'void', function_name: 'transfer', parameters: [] };
const check = () => ({ user: world.address('alice'), operation: 0, amount: 1n, counterparty: undefined });

test.each<[string, () => Promise<unknown>, number]>([
  [
    'a country of many letters',
    () =>
      world.invoke(
        'kyc-registry',
        'register_identity',
        {
          caller: world.address('officer'),
          user: world.address('bob'),
          tier: 1,
          country: kilobytes(8),
          expires_at: 4_000_000_000n,
        },
        { by: 'officer' },
      ),
    104,
  ],
  ['a Bitcoin address of 4 kilobytes', () => withdraw(world, 'long', { address: kilobytes(4) }), 435],
  [
    'a deposit attested by 60 strangers',
    () =>
      world.invoke(
        'integration-router',
        'execute_bitcoin_deposit',
        { ...depositArgs(world, { tx: txid('crowd') }), attestors: strangers(60) },
        { by: 'operator', signers: [] },
      ),
    404,
  ],
  [
    'a batch of 17 calls',
    () => {
      const target_contract = world.contracts['istsi-token'].contractId;
      return executeBatch(world, { label: 'long', calls: many(17, { ...pay, target_contract }) });
    },
    41,
  ],
  [
    'a batch check of a thousand questions',
    () => world.read('kyc-registry', 'batch_compliance_check', { operations: many(1_000, check()) }),
    126,
  ],
])('%s is refused and changes nothing', async (_, act, code) => {
  const before = await stateOf(world);
  await expect(act()).rejects.toMatchObject({ code });
  expect(await stateOf(world)).toEqual(before);
});

test('an identity has 16 addresses and no more', async () => {
  const [caller, user] = [world.address('officer'), world.address('alice')];
  const add = (address: string) =>
    world.invoke('kyc-registry', 'add_address', { caller, user, address }, { by: 'officer' });
  for (const address of strangers(15)) await add(address);
  const before = await stateOf(world);
  await expect(add(world.address('bob'))).rejects.toMatchObject({ code: 109 });
  expect(await stateOf(world)).toEqual(before);
});

describe('a Super Admin gone bad', () => {
  const friend = (address: string) => ({ tag: 'GrantRole', values: [address, 4] });
  const large = (bytes: number) => ({
    tag: 'Administer',
    values: [
      world.contracts['fungible-token'].contractId,
      'set_minter',
      [xdr.ScVal.scvBytes(Buffer.alloc(bytes)), xdr.ScVal.scvVoid()],
    ],
  });

  test('cannot fill the book of proposals, neither by number nor by size', async () => {
    const registration = {
      tag: 'UpdateContractAddresses',
      values: [[{ kind: 3, change: 0, contract: world.contracts['fungible-token'].contractId }]],
    };
    const id = await propose(world, registration);
    for (const admin of ['superAdmin', 'carol'] as const) await approve(world, id, admin);
    await execute(world, id);

    for (const bytes of [1_000, 4_096]) {
      await expect(propose(world, large(bytes), 'mallory')).rejects.toMatchObject({ code: 41 });
    }
    const [sixth, ...five] = strangers(6).map(friend);
    const open: number[] = [];
    for (const action of five) open.push(await propose(world, action, 'mallory'));
    await expect(propose(world, sixth!, 'mallory')).rejects.toMatchObject({ code: 41 });
    await cancel(world, await propose(world, sixth!, 'carol'), 'carol');
    for (const proposal of open) await cancel(world, proposal, 'mallory');
  });

  test('cannot fill it with what is closed either: the others still propose, vote and act', async () => {
    // Without a bound these were more than an entry holds.
    for (const action of strangers(20).map(friend)) {
      const id = await propose(world, action, 'mallory');
      await cancel(world, id, 'mallory');
    }
    const removal = await propose(world, { tag: 'RevokeRole', values: [world.address('mallory'), 0] });
    for (const admin of ['superAdmin', 'carol'] as const) await approve(world, removal, admin);
    await execute(world, removal);
    await expect(propose(world, grantRole(world, 'mallory', 0), 'mallory')).rejects.toMatchObject({ code: 1 });
  });
});
