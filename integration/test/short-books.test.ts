import { encodeProposal } from '@istsi/bitcoin-custody';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SigningWorld, startSigningWorld } from './signing-world.ts';

let world: SigningWorld;
beforeAll(async () => {
  world = await startSigningWorld();
});
afterAll(async () => await world?.stop());

test('signers sign nothing that is authorized while the books name a coin that their node does not have', async () => {
  const [alice, bob] = [await world.createHolder(), await world.createHolder()];
  const coin = await world.fund(alice, 3_000_000n);
  const vanishing = await world.fund(bob, 1_000_000n);
  const address = await world.bitcoin.call<string>('getnewaddress');
  const payment = await world.withdraw(alice, { amountSats: 300_000n, address });
  const proposal = await world.propose([payment], [coin], 500n);
  await world.authorize([payment], proposal);

  const psbt = Buffer.from(encodeProposal(world.epochs, proposal)).toString('base64');
  const answers = async (): Promise<unknown[]> =>
    await Promise.all(
      world.endpoints.map(async ({ url, token }) => {
        const headers = { authorization: `Bearer ${token}` };
        const response = await fetch(`${url}/sign`, { method: 'POST', headers, body: JSON.stringify({ psbt }) });
        return ((await response.json()) as { code?: string }).code ?? 'signed';
      }),
    );
  const { hash } = await world.bitcoin.blockOf(vanishing.txid);
  await world.bitcoin.call('invalidateblock', hash);
  await world.bitcoin.mineEmpty();
  expect(await answers()).toEqual(Array.from({ length: 3 }, () => 'attestation/books'));

  await world.bitcoin.call('reconsiderblock', hash);
  expect(await answers()).toEqual(Array.from({ length: 3 }, () => 'signed'));
});
