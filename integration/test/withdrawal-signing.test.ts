import { assemble } from '@istsi/bitcoin-custody';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestPsbtSignature } from '../src/attestation/signer-client.ts';
import { type Coin, type Holder, type SigningWorld, startSigningWorld } from './signing-world.ts';

let world: SigningWorld;
let alice: Holder;
let coin: Coin;
let payee: string;

beforeAll(async () => {
  world = await startSigningWorld();
  alice = await world.createHolder();
  coin = await world.fund(alice, 2_000_000n);
  payee = await world.bitcoin.call<string>('getnewaddress');
}, 120_000);
afterAll(async () => await world?.stop());

describe('a withdrawal', () => {
  test('is authorized, signed by two of three and confirmed, and its replacement too', async () => {
    const payment = await world.withdraw(alice, { amountSats: 300_000n, address: payee });
    const first = await world.propose([payment], [coin], 500n);
    const txid = await world.authorize([payment], first);
    const second = await world.propose([payment], [coin], 2_000n);
    await world.authorize([payment], second);
    for (const proposal of [first, second]) {
      const psbt = world.psbtOf(proposal);
      const signed = await Promise.all(
        world.endpoints.slice(1).map((signer) => requestPsbtSignature(signer, psbt, { timeoutMs: 10_000 })),
      );
      const { result, rejected } = assemble([world.custody.descriptor], proposal, signed);
      expect({ complete: result.complete, rejected }).toEqual({ complete: true, rejected: [] });
      if (result.complete) await world.bitcoin.call('sendrawtransaction', Buffer.from(result.bytes).toString('hex'));
    }
    expect(txid).toHaveLength(64);
  });
});
