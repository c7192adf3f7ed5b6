import { authorizeEntry, type Keypair } from '@stellar/stellar-sdk';
import { expect, test } from 'vitest';
import { callContract } from '../call.ts';
import { Host } from '../host.ts';
import { runAs } from '../link.ts';
import { AssetWorld } from '../testing/asset-world.ts';
import { addr, callFunction, i128 } from '../testing/test-ledger.ts';
import type { HostVal } from '../value.ts';

/** Instructions of a call whose instance and balances were read before, as in the recorded trace. */
async function cost(w: AssetWorld, name: string, args: readonly HostVal[], signer?: Keypair): Promise<number> {
  const f = callFunction(w.contract, name, ...args);
  const { auth, footprint } = w.ledger.run(f);
  const expires = w.ledger.info.sequence + 100;
  const signed = await Promise.all(
    auth.map((entry) => authorizeEntry(entry, signer!, expires, 'Standalone Network ; February 2017')),
  );
  const host = new Host({
    reader: w.ledger.entries,
    ledger: w.ledger.info,
    function: f,
    source: w.ledger.source,
    auth: signed,
    footprint,
    prngSeed: new Uint8Array(32),
  });
  let spent = 0;
  runAs(host, () =>
    host.withFrame({ contract: undefined }, () => {
      for (const key of [...footprint.readOnly, ...footprint.readWrite]) host.storage.get(key);
      const before = host.budget.instructions;
      const value = callContract(host, w.contract, name, args);
      spent = host.budget.instructions - before;
      return value;
    }),
  );
  return spent;
}

/** Within a tenth of what `test_direct_transfer` of the network's environment recorded. */
const near = (recorded: number) => ({ low: recorded * 0.9, high: recorded * 1.1 });

test.each<[string, number, (w: AssetWorld, alice: Keypair, bob: Keypair) => [string, HostVal[], Keypair?]]>([
  ['balance', 45_942, (_, alice) => ['balance', [addr(alice)]]],
  ['transfer', 541_642, (_, alice, bob) => ['transfer', [addr(alice), addr(bob), i128(9_999_999n)], alice]],
  ['mint', 523_467, (w, alice) => ['mint', [addr(alice), i128(100_000_000n)], w.issuer]],
])('%s costs about the %i instructions of the recorded trace', async (_, recorded, given) => {
  const w = new AssetWorld();
  const [alice, bob] = [w.holder('alice', { balance: 10n ** 9n }), w.holder('bob')];
  const spent = await cost(w, ...given(w, alice, bob));
  const { low, high } = near(recorded);
  expect(spent).toBeGreaterThan(low);
  expect(spent).toBeLessThan(high);
});
