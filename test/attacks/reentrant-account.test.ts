import { addressCredentials, type ContractHandle, signerOf } from '@istsi/soroban-client';
import { xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { depositArgs, NEVER_EXPIRES, register, stateOf, txid } from '../../contracts/test/actions.ts';
import type { Sign } from '../../contracts/test/transaction.ts';
import { payTo } from '../../contracts/test/withdrawals.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';
import { arm, callHostile, deployHostile } from './hostile-contract.ts';

// The account of a user is a contract, which calls back while it is asked whether it agrees.
let world: World;
let account: ContractHandle;
const REFUSED = 2;

beforeAll(async () => {
  world = await startWorld();
  await register(world, 'mallory', 4);
  account = await deployHostile(world, 'hostile-account');
  const identity = { caller: world.address('officer'), tier: 4, country: 'CH', expires_at: NEVER_EXPIRES };
  await world.invoke('kyc-registry', 'register_identity', { ...identity, user: account.contractId }, { by: 'officer' });
  const args = { ...depositArgs(world, { tx: txid('for the account') }), user: account.contractId };
  const signers = ['custodian1', 'custodian2'] as const;
  await world.invoke('integration-router', 'execute_bitcoin_deposit', args, { by: 'operator', signers: [...signers] });
});
afterAll(() => world.stop());

const outcomeOf = (hostile: ContractHandle): Promise<number> => callHostile(world, hostile, 'outcome');
/** What the account would sign with is up to the account: nothing. */
const agree: Sign = async (entry, signatureExpirationLedger) => {
  const asked = addressCredentials(entry.credentials);
  if (!asked || signerOf(entry) !== account.contractId) return entry;
  const { address, nonce } = asked;
  const signature = xdr.ScVal.scvVoid();
  const credentials = new xdr.SorobanAddressCredentials({ address, nonce, signatureExpirationLedger, signature });
  return await Promise.resolve(
    new xdr.SorobanAuthorizationEntry({
      credentials: xdr.SorobanCredentials.sorobanCredentialsAddress(credentials),
      rootInvocation: entry.rootInvocation,
    }),
  );
};
const withdrawal = (label: string) => ({
  user: account.contractId,
  token_amount: 20_000n,
  btc_address: payTo(label).address,
  max_fee: 1_000n,
});
const withdraw = (label: string): Promise<Buffer> =>
  world.invoke('integration-router', 'execute_token_withdrawal', withdrawal(label), { by: 'mallory', sign: agree });
const held = (): Promise<bigint> => world.read('istsi-token', 'balance', { id: account.contractId });

test('an account withdraws once, though it asks for a second withdrawal while it authorizes the first', async () => {
  const contract = world.contracts['integration-router'];
  await arm(world, account, 'check_auth', {
    contract,
    method: 'execute_token_withdrawal',
    args: withdrawal('twice'),
  });
  await withdraw('once');
  expect(await outcomeOf(account)).toBe(REFUSED);
  expect(await held()).toBe(30_000n);
});

test('an account that moves its tokens away while it authorizes their withdrawal withdraws nothing', async () => {
  const args = { from: account.contractId, to: world.address('mallory'), amount: 30_000n };
  await arm(world, account, 'check_auth', { contract: world.contracts['istsi-token'], method: 'transfer', args });
  const before = await stateOf(world, ['mallory']);
  await expect(withdraw('moved')).rejects.toMatchObject({ code: 203 });
  expect(await stateOf(world, ['mallory'])).toEqual(before);
  expect(await held()).toBe(30_000n);
});
