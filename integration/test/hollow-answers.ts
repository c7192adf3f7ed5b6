import { expect } from 'vitest';
import type { Changed } from './bitcoin-gateway.ts';
import type { World } from './world.ts';

/** What a node, or a proxy before it, says that lacks what was asked. */
export const hollowAnswers: [string, Changed][] = [
  ['an empty result', { result: {} }],
  ['a number with a fraction', { result: 1.5 }],
  ['a page with status 200', { status: 200, body: '<html></html>' }],
  ['half an answer', { status: 200, body: '{"result":{"blocks":1' }],
  ['no result', { status: 200, body: '{}' }],
  ['an error without a code', { status: 500, body: '{"error":"no"}' }],
  ['a proxy’s 429', { status: 429, body: 'slow down' }],
  ['a proxy’s 502', { status: 502, body: '<h1>Bad Gateway</h1>' }],
];

/** A deposit is minted and a withdrawal paid although each question of the services to their node is once answered so. */
export async function expectHeldUpNoLonger(world: World, answer: Changed): Promise<void> {
  const user = await world.createUser();
  const seen = new Set<string>();
  // Every question once, whatever it is; then the node is itself again.
  world.gateway!.change = (method) => {
    if (seen.has(method)) return undefined;
    seen.add(method);
    return answer;
  };
  const [outpoint] = await world.bitcoin.pay([user.depositAddress, 40_000n]);
  await world.bitcoin.mine(3);
  await world.waitFor(outpoint!, 'minted');
  await payOut(world, 60_000n);
  expect([...seen]).toEqual(expect.arrayContaining(['getblockhash', 'estimatesmartfee', 'sendrawtransaction']));
}

/** Answers the transaction that a withdrawal of a new holder was paid by. */
export async function payOut(world: World, sats: bigint): Promise<string> {
  const holder = await world.createHolder(sats + 50_000n);
  const to = await world.bitcoin.call<string>('getnewaddress');
  const id = await world.withdraw(holder, { sats, to });
  await world.waitForWithdrawal(id, 'broadcast');
  await world.bitcoin.mine(2);
  return (await world.waitForWithdrawal(id, 'settled')).txid!;
}
