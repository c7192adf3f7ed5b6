import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Holder } from './holders.ts';
import { startWorld, until, type World } from './world.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 400_000 });

let world: World;
let holder: Holder;
beforeAll(async () => {
  world = await startWorld({ unreliable: true });
  // Minted while all are quick: deposits need custodians as well.
  holder = await world.createHolder(...Array.from({ length: 8 }, () => 60_000n));
});
afterAll(async () => await world?.stop());
afterEach(() => {
  for (const signer of world.unreliable) signer.behave({});
});

async function asked(): Promise<string> {
  return await world.withdraw(holder, { sats: 50_000n, to: await world.bitcoin.call('getnewaddress') });
}

async function settle(id: string): Promise<void> {
  await world.waitForWithdrawal(id, 'broadcast');
  await world.bitcoin.mine(2);
  await world.waitForWithdrawal(id, 'settled');
}

describe.each([
  ['/attest', 'too-few-attestations', 'authorizing'],
  ['/sign', 'too-few-signatures', 'signing'],
] as const)('signers that answer %s after nobody waits any more', (what, code, state) => {
  test.each([0, 1, 2])('hold nothing up while it is only number %i', async (slow) => {
    world.unreliable[slow]!.behave({ [what]: 'slow' });
    await settle(await asked());
  });

  test('lose nothing when too few are quick, and it goes on as soon as there are enough', async () => {
    for (const signer of world.unreliable.slice(1)) signer.behave({ [what]: 'slow' });
    const id = await asked();
    const held = await until(
      async () => {
        const shown = await world.services.withdrawal(id);
        return shown?.refusal?.code === code ? shown : undefined;
      },
      () => `a refusal of ${id}`,
    );
    expect(held.state).toBe(state);
    expect(held.refusal?.message).toContain('signer/unreachable');
    world.unreliable[2]!.behave({});
    await world.services.recheckWithdrawal(id);
    await settle(id);
    expect((await world.services.payment(held.txid!))?.signedBy).toHaveLength(2);
  });
});
