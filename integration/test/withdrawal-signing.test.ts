import { assemble, encodeProposal, type Proposal } from '@istsi/bitcoin-custody';
import { type BlockRef, blockArgs } from '@istsi/contracts';
import { UtxoState } from '@istsi/contracts/clients/reserve-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestPsbtSignature } from '../src/attestation/signer-client.ts';
import type { Outpoint } from '../src/index.ts';
import { keystoreKinds } from './keystores.ts';
import { type Coin, type Holder, type SigningWorld, startSigningWorld, TIMEOUT_MS } from './signing-world.ts';

const MOST_QUESTIONS = 20;

describe.each(keystoreKinds)('with keystores in %s,', (_, keystores) => {
  let world: SigningWorld;
  let alice: Holder;
  let payee: string;

  beforeAll(async () => {
    world = await startSigningWorld({ keystores, rules: { writeOffBlocks: 10 } });
    alice = await world.createHolder();
    payee = await world.bitcoin.call<string>('getnewaddress');
  });
  afterAll(async () => await world?.stop());

  const bytesOf = (txid: string): Buffer => Buffer.from(txid, 'hex');

  async function send(proposal: Proposal, by: [number, number]): Promise<string> {
    const psbt = encodeProposal(world.epochs, proposal);
    const ask = (n: number): Promise<Uint8Array> =>
      requestPsbtSignature(world.endpoints[n]!, psbt, { timeoutMs: TIMEOUT_MS });
    return await broadcast(proposal, await Promise.all(by.map(ask)));
  }

  async function broadcast(proposal: Proposal, signed: Uint8Array[]): Promise<string> {
    const { result, rejected } = assemble(world.epochs, proposal, signed);
    expect(rejected).toEqual([]);
    if (!result.complete) throw new Error('two of three suffice');
    return await world.bitcoin.call<string>('sendrawtransaction', Buffer.from(result.bytes).toString('hex'));
  }

  const complete = async (txid: string, confirmations: number, block?: BlockRef): Promise<unknown> =>
    await world.invoke(
      world.contracts.reserve.invocation('complete_bitcoin_withdrawal', {
        attestors: world.attestors(),
        txid: bytesOf(txid),
        confirmations,
        ...blockArgs(block ?? (await world.bitcoin.tip())),
      }),
    );

  /** As the coordinator does: whoever is still reading blocks, or does not answer now, is asked again. */
  const writeOff = async (outpoint: Outpoint): Promise<unknown> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await askToWriteOff(outpoint);
      } catch (error) {
        const { failure } = error as { failure?: { code: string } };
        if (failure?.code !== 'attestation/unavailable' || attempt === MOST_QUESTIONS) throw error;
      }
    }
  };

  const askToWriteOff = async ({ txid, vout }: Outpoint): Promise<unknown> =>
    await world.invoke(
      world.contracts.reserve.invocation('write_off_output', {
        attestors: world.attestors(),
        tx_hash: bytesOf(txid),
        vout,
        ...blockArgs(await world.bitcoin.tip()),
      }),
    );

  const stateOf = async ({ txid, vout }: Outpoint): Promise<number> =>
    (await world.contracts.reserve.read('get_utxo', { tx_hash: bytesOf(txid), vout })).state;

  describe('a withdrawal', () => {
    let coin: Coin;
    let first: Proposal;
    let second: Proposal;
    let sent: string;
    beforeAll(async () => {
      coin = await world.fund(alice, 2_000_000n);
      const payments = [
        await world.withdraw(alice, { amountSats: 300_000n, address: payee }),
        await world.withdraw(alice, { amountSats: 200_000n, address: payee }),
      ];
      first = await world.propose(payments, [coin], 501n);
      second = await world.propose(payments, [coin], 2_000n);
      await world.authorize(payments, first);
      await world.authorize(payments, second);
    });

    test('is signed, and so is its replacement by a signer that did not sign the first', async () => {
      await send(first, [0, 1]);
      sent = await send(second, [1, 2]);
      expect(await world.bitcoin.call('getrawmempool')).toEqual([sent]);
    });

    test('is completed when the signers’ nodes saw it as deep as they are to say', async () => {
      await expect(complete(sent, 3)).rejects.toMatchObject({ failure: { code: 'attestation/confirmations' } });
      await world.bitcoin.mine(3);
      await expect(complete(sent, 4)).rejects.toMatchObject({ failure: { code: 'attestation/confirmations' } });
      await expect(complete(sent, 3)).rejects.toMatchObject({ failure: { code: 'attestation/other-block' } });
      await complete(sent, 3, await world.bitcoin.blockOf(sent));
      expect(await stateOf({ txid: sent, vout: 2 })).toBe(UtxoState.Unspent);
    });

    test('is not signed any more once it is completed', async () => {
      const psbt = encodeProposal(world.epochs, first);
      for (const signer of world.endpoints) {
        const asked = requestPsbtSignature(signer, psbt, { timeoutMs: TIMEOUT_MS });
        await expect(asked).rejects.toMatchObject({ failure: { code: 'attestation/completed' } });
      }
    });
  });

  describe('an output is written off', () => {
    const notLost = { failure: { code: 'attestation/not-lost' } };
    let kept: Coin;
    let taken: Coin;
    let undone: Outpoint;
    beforeAll(async () => {
      kept = await world.fund(alice, 50_000n);
      taken = await world.fund(alice, 70_000n);
      [undone] = (await world.bitcoin.pay([alice.depositAddress, 60_000n])) as [Outpoint];
      const [block] = (await world.bitcoin.mine(3)) as [string];
      await world.register(alice, undone, 60_000n);
      await world.bitcoin.undo(block);
      // Blocks mined in a hurry are ahead of the clock; what is asked for are blocks after the registration.
      await world.bitcoin.call('setmocktime', Math.floor(Date.now() / 1000) + 3 * 3_600);
    });

    test('not while it is unspent', async () => {
      await expect(writeOff(kept)).rejects.toMatchObject(notLost);
    });

    test('when a reorganization undid it, and it is long gone', async () => {
      await expect(writeOff(undone)).rejects.toMatchObject(notLost);
      await world.bitcoin.replace(undone, [payee, 10_000n]);
      await world.bitcoin.mine(5);
      await expect(writeOff(undone)).rejects.toMatchObject(notLost);
      await world.bitcoin.mine(6);
      await writeOff(undone);
      expect(await stateOf(undone)).toBe(UtxoState.Lost);
    });

    test('when it was stolen, and that is buried', async () => {
      const payment = {
        withdrawalId: '',
        scriptPubKey: world.scriptOf(payee),
        amountSats: 69_000n,
        maxFeeSats: 1_000n,
      };
      const theft = await world.propose([payment], [taken], 500n);
      const psbt = encodeProposal(world.epochs, theft);
      const account = { network: world.custody.descriptor.network };
      const thieves = world.custody.keystores.slice(0, 2);
      await broadcast(theft, await Promise.all(thieves.map((keystore) => keystore.signPsbt(psbt, account))));
      await world.bitcoin.mine(9);
      await expect(writeOff(taken)).rejects.toMatchObject(notLost);
      await world.bitcoin.mine(1);
      await writeOff(taken);
      expect(await stateOf(taken)).toBe(UtxoState.Lost);
    });
  });
});
