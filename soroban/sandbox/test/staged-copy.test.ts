import { Keypair, xdr } from '@stellar/stellar-sdk';
import { expect, test } from 'vitest';
import { type Stage, staged, startSandbox } from '../src/index.ts';

const alice = Keypair.random();

const account = xdr.LedgerEntryData.account(
  new xdr.AccountEntry({
    accountId: xdr.AccountId.publicKeyTypeEd25519(alice.rawPublicKey()),
    balance: 70_000_000n,
    seqNum: 5n,
    numSubEntries: 0,
    inflationDest: null,
    flags: 0,
    homeDomain: '',
    thresholds: Uint8Array.of(1, 0, 0, 0),
    signers: [],
    ext: xdr.AccountEntryExt.v0(),
  }),
);

test('a network can begin at any moment, with entries that no transaction wrote', async () => {
  const before = await startSandbox({ testControls: true });
  const stage: Stage = { entries: [account], liveUntil: 0, sequence: 5_000, closeTime: 9_000_000_000n };
  const copyOf = staged(await before.direct!.copy(), stage);
  const sandbox = await startSandbox({ testControls: true, copyOf, now: () => 0 });

  const key = xdr.LedgerKey.account(
    new xdr.LedgerKeyAccount({ accountId: xdr.AccountId.publicKeyTypeEd25519(alice.rawPublicKey()) }),
  );
  expect(sandbox.direct!.entry(key)).toMatchObject({
    entry: { balance: 70_000_000n, sequence: 5n },
    lastModified: 4_999,
  });
  expect(before.direct!.entry(key)).toBeUndefined();
  await sandbox.direct!.pass(0, 1);
  expect(sandbox.direct!.head).toMatchObject({ sequence: 5_000, closeTime: 9_000_000_000n });
  await sandbox.stop();
  await before.stop();
});
