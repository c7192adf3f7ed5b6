import { createBitcoinRpc, networks } from '@istsi/bitcoin-custody';
import { UtxoState, WithdrawalState } from '@istsi/contracts/clients/reserve-manager';
import { createSubmitter, fundAccount, openNetwork } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Outpoint } from '../../integration/src/index.ts';
import { spendAsThief } from '../../integration/test/guardian-world.ts';
import { startWorld, type World } from '../../integration/test/world.ts';
import { beginAttestor } from '../../relayer/src/begin-attestor.ts';
import { beginRelay } from '../../relayer/src/begin-relay.ts';
import { openBitcoinRelay } from '../../relayer/src/bitcoin-relay.ts';
import { completeByProof, writeOffByProof } from '../../relayer/src/books-by-proof.ts';
import { tellRelay } from '../../relayer/src/tell-relay.ts';

const UNBOUNDED = 2n ** 64n - 1n;
/** Blocks on top of what a relay begins with. */
const OLD = 146;
/** As deep as a loss has to be. */
const FINAL = 12;
const STOLEN = 20_000n;

let world: World;
let relay: string;
let payer: Keypair;
/** What was paid while there were services, and is mined without them. */
let payment: { id: string; txid: string };
let coin: Outpoint & { index: number; amountSats: bigint };
beforeAll(async () => {
  world = await startWorld();
  const network = openNetwork(world.sandbox);
  payer = Keypair.random();
  await fundAccount(network, world.sandbox.friendbotUrl, payer.publicKey());
  await world.bitcoin.mine(OLD);
  ({ relay } = await beginRelay({ nodes: [openNode()], bitcoin: 'regtest', network, key: payer }));
  const begin = { network, key: payer, router: world.contracts.router.contractId, relay };
  const { attestor: prover } = await beginAttestor({ ...begin, descriptor: world.custody.descriptor });
  const rules = { guardian_from: UNBOUNDED, proof_from: UNBOUNDED, prover, silent_blocks: 0 };
  await world.administer('set_deposit_rules', { rules });

  // Too little to pay with, so that the payment spends the other one.
  const { address, depositAddress } = await world.createUser(4);
  const { index } = (await world.services.depositAddress(address))!;
  const [outpoint] = await world.bitcoin.pay([depositAddress, STOLEN]);
  coin = { ...outpoint!, index, amountSats: STOLEN };
  const holder = await world.createHolder(60_000n);
  await world.waitFor(coin, 'minted');
  const id = await world.withdraw(holder, { sats: 50_000n, to: await world.bitcoin.call('getnewaddress') });
  const { txid } = await world.waitForWithdrawal(id, 'broadcast');
  payment = { id, txid: txid! };
  await world.services.stop();
});
afterAll(async () => await world?.stop());

const openNode = () => createBitcoinRpc({ url: world.networks.bitcoinUrl, network: networks.regtest });
const tell = async (): Promise<unknown> => {
  const network = openNetwork(world.sandbox);
  const told = { bitcoin: openNode(), relay: openBitcoinRelay(network, relay), leastHeaders: 1 };
  return await tellRelay({ ...told, submitter: createSubmitter({ network, channels: [payer] }) });
};
const byProof = () => ({
  ...{ bitcoin: openNode(), network: openNetwork(world.sandbox), key: payer },
  router: world.contracts.router.contractId,
});
const stateOf = async (): Promise<number> => {
  const asked = { withdrawal_id: Buffer.from(payment.id, 'hex') };
  return (await world.contracts.reserve.read('get_withdrawal', asked)).state;
};

test('a payment is completed by whoever proves it, once the relay knows its block', async () => {
  const { txid } = payment;
  await world.bitcoin.mine(3);
  await expect(completeByProof({ ...byProof(), txid })).rejects.toMatchObject({ code: 'relayer/relay-behind' });
  await tell();
  await expect(completeByProof({ ...byProof(), txid })).rejects.toThrow(
    /nothing was completed: .*NotEnoughConfirmations/,
  );
  expect(await stateOf()).toBe(WithdrawalState.Authorized);
  await world.bitcoin.mine(3);
  await tell();
  await completeByProof({ ...byProof(), txid });
  expect(await stateOf()).toBe(WithdrawalState.Completed);
  await expect(completeByProof({ ...byProof(), txid })).rejects.toMatchObject({ code: 'relayer/not-done' });
});

test('what thieves spent leaves the books by the proof of it, and not before it is final', async () => {
  const { txid, vout } = coin;
  const spender = await spendAsThief(world, coin);
  await world.bitcoin.mine(FINAL - 1);
  await tell();
  const writeOff = () => writeOffByProof({ ...byProof(), txid, vout, spender });
  await expect(writeOff()).rejects.toMatchObject({ code: 'relayer/not-done' });
  await world.bitcoin.mine(1);
  await tell();
  const other = { ...byProof(), txid, vout, spender, origin: Buffer.from('00', 'hex') };
  await expect(writeOffByProof(other)).rejects.toMatchObject({ code: 'relayer/other-origin' });
  await writeOff();
  const utxo = await world.contracts.reserve.read('get_utxo', { tx_hash: Buffer.from(txid, 'hex'), vout });
  expect(utxo.state).toBe(UtxoState.Lost);
});
