import { assemble, branchOf, deriveAddress, type Epochs, encodeProposal, type Proposal } from '@istsi/bitcoin-custody';
import { blockArgs } from '@istsi/contracts';
import { UtxoState } from '@istsi/contracts/clients/reserve-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestPsbtSignature } from '../src/attestation/signer-client.ts';
import { type Coin, type Holder, type SigningWorld, startSigningWorld, TIMEOUT_MS } from './signing-world.ts';

// The procedure of interfaces/cli/README.md, step by step: new keys beside the old ones, governance moves the reserve's
// script, a sweep moves the money, and nothing goes back.

let world: SigningWorld;
let alice: Holder;
let old: Coin;
let both: Epochs;
let payee: string;

beforeAll(async () => {
  world = await startSigningWorld();
  alice = await world.createHolder();
  old = await world.fund(alice, 2_000_000n);
  both = [world.custody.descriptor, world.custody.nextDescriptor];
  payee = await world.bitcoin.call<string>('getnewaddress');
  // What is burned without a withdrawal is surplus, out of which sweeps pay their fees.
  await world.invoke(world.contracts.token.invocation('burn', { from: alice.address, amount: 100_000n }));
});
afterAll(async () => await world?.stop());

const scriptOf = (epoch: number): Uint8Array => deriveAddress(branchOf(both[epoch]!, 'change'), 0).scriptPubKey;
const moveTo = (epoch: number): Promise<void> =>
  world.administer('set_reserve_script', { reserve_script: Buffer.from(scriptOf(epoch)) });

async function confirm(proposal: Proposal, by = both): Promise<string> {
  const psbt = encodeProposal(by, proposal);
  const signed = await Promise.all(
    world.endpoints.slice(0, 2).map((signer) => requestPsbtSignature(signer, psbt, { timeoutMs: TIMEOUT_MS })),
  );
  const { result } = assemble(by, proposal, signed);
  if (!result.complete) throw new Error('two of three suffice');
  await world.bitcoin.call('sendrawtransaction', Buffer.from(result.bytes).toString('hex'));
  await world.bitcoin.mine(3);
  const { reserve } = world.contracts;
  const txid = Buffer.from(result.txid, 'hex');
  const found = { txid, confirmations: 3, ...blockArgs(await world.bitcoin.blockOf(result.txid)) };
  await world.invoke(reserve.invocation('complete_bitcoin_withdrawal', { attestors: world.attestors(), ...found }));
  return result.txid;
}

const lane = (txid: string, vout: number, epoch: number, amountSats: bigint): Coin => ({
  ...{ txid, vout, index: 0, branch: 'change', amountSats },
  ...(epoch > 0 && { epoch }),
});

test('signers with the new descriptor beside the old one go on in the old epoch', async () => {
  for (const [n, signer] of world.signers.entries()) {
    const port = Number(new URL(signer.url).port);
    await signer.stop();
    world.signers[n] = await world.startSigner(n, { descriptors: both, port });
  }
  const payment = await world.withdraw(alice, { amountSats: 100_000n, address: payee });
  const proposal = await world.propose([payment], [old], 500n);
  await world.authorize([payment], proposal);
  old = lane(await confirm(proposal), 1, 0, 1_900_000n);
});

test('when governance has moved the script, a sweep moves the money, replaced by a higher fee', async () => {
  await moveTo(1);
  const late = await world.fund(alice, 500_000n);
  const slow = await world.propose([], [old, late], 600n, both);
  const txid = await world.authorizeSweep(slow, both);
  const swept = await world.propose([], [old, late], 2_000n, both);
  await world.authorizeSweep(swept, both, txid);
  old = lane(await confirm(swept), 0, 1, 2_398_000n);
  const { state, amount } = await world.contracts.reserve.read('get_utxo', {
    tx_hash: Buffer.from(old.txid, 'hex'),
    vout: 0,
  });
  expect({ state, amount }).toEqual({ state: UtxoState.Unspent, amount: 2_398_000n });
});

test('a child speeds its parent up before it is mined', async () => {
  const payment = await world.withdraw(alice, { amountSats: 200_000n, address: payee });
  const parent = { ...(await world.propose([payment], [old], 300n, both)), version: 3 as const };
  const txid = await world.authorize([payment], parent, both);
  const psbt = encodeProposal(both, parent);
  const signed = await Promise.all(
    world.endpoints.slice(1).map((signer) => requestPsbtSignature(signer, psbt, { timeoutMs: TIMEOUT_MS })),
  );
  const { result } = assemble(both, parent, signed);
  if (!result.complete) throw new Error('two of three suffice');
  await world.bitcoin.call('sendrawtransaction', Buffer.from(result.bytes).toString('hex'));

  const ordinary = await world.propose([], [lane(txid, 1, 1, 2_198_000n)], 5_000n, both);
  // No node would relay it beside its parent.
  await expect(world.authorizeSweep(ordinary, both)).rejects.toMatchObject({
    failure: { code: 'attestation/inputs', reason: expect.stringContaining('parent-of-other-version') },
  });
  const child = { ...ordinary, version: 3 as const };
  await world.authorizeSweep(child, both);
  // The first signer did not sign the parent.
  const childPsbt = encodeProposal(both, child);
  for (const signer of world.endpoints) await requestPsbtSignature(signer, childPsbt, { timeoutMs: TIMEOUT_MS });
});

test('whoever moves the script back finds no signer that follows', async () => {
  await moveTo(0);
  const coin = await world.fund(alice, 300_000n);
  const payment = await world.withdraw(alice, { amountSats: 50_000n, address: payee });
  const back = await world.propose([payment], [coin], 500n, [both[0]!]);
  const refused = world.authorize([payment], back, [both[0]!]);
  await expect(refused).rejects.toMatchObject({ failure: { code: 'attestation/proposal' } });
});
