import { createHash } from 'node:crypto';
import { Asset, type Keypair, xdr } from '@stellar/stellar-sdk';
import { expect, test } from 'vitest';
// Links the host functions.
import '../invoke.ts';
import { AuthManager } from '../auth/manager.ts';
import type { AccountEntry, LedgerEntry } from '../boundary.ts';
import { ledgerKeyOf } from '../codec/ledger-key.ts';
import { addressToXdr, toScVal } from '../codec/value.ts';
import { HostError } from '../error.ts';
import { Host } from '../host.ts';
import { runAs } from '../link.ts';
import { newAccount } from '../new-account.ts';
import { callHostFunction } from '../testing/host-call.ts';
import { addr, i128, keypairOf, TestLedger } from '../testing/test-ledger.ts';
import { addressVal, bytesVal, type HostVal, symbolVal, vecVal } from '../value.ts';

const UNLIMITED = { instructions: Number.MAX_SAFE_INTEGER, memoryBytes: Number.MAX_SAFE_INTEGER };

/** A host whose storage holds what a test puts there, and one asset's contract, as the original's `StellarAssetContractTest`. */
class AssetTest {
  readonly ledger = new TestLedger();
  readonly host: Host;
  #contract = '';
  #nonce = 0n;

  constructor() {
    this.ledger.info = { ...this.ledger.info, sequence: 123, timestamp: 123_456n };
    this.host = new Host({
      reader: new Map(),
      ledger: this.ledger.info,
      source: this.ledger.source,
      // The functions are called directly.
      function: undefined as never,
      auth: [],
      footprint: 'record',
      prngSeed: new Uint8Array(32),
      limits: UNLIMITED,
    });
  }

  put(entry: LedgerEntry): void {
    this.host.storage.put(ledgerKeyOf(entry), entry, undefined);
  }

  account(owner: Keypair, balance: bigint, changes: Partial<AccountEntry> = {}): void {
    const signers = [{ key: owner.publicKey(), weight: 1 }];
    this.put({ ...newAccount(owner.publicKey(), balance, 1), subEntries: 1, signers, ...changes });
  }

  trustline(owner: Keypair, asset: Asset): void {
    const liabilities = { buyingLiabilities: 0n, sellingLiabilities: 0n };
    const base = { type: 'trustline', accountId: owner.publicKey(), asset: asset.toString() } as const;
    this.put({ ...base, balance: 0n, limit: 2n ** 63n - 1n, flags: 0x1 | 0x4, ...liabilities });
  }

  create(asset: Asset): Cost {
    return this.#measure(() => {
      const created = callHostFunction(this.host, 'create_asset_contract', [asset.toXDRObject().toXdr()]);
      this.#contract = (created as { value: string }).value;
    });
  }

  call(name: string, args: HostVal[], signer?: Keypair): Cost {
    this.#authorize(signer === undefined ? [] : [this.#sign(signer, name, args)]);
    return this.#measure(() => {
      callHostFunction(this.host, 'call', [addressVal(this.#contract), name, args]);
    });
  }

  #measure(body: () => void): Cost {
    const before = { ...this.host.budget };
    let error: string | undefined;
    try {
      runAs(this.host, body);
    } catch (cause) {
      if (!(cause instanceof HostError)) throw cause;
      error = cause.short;
    }
    const instructions = this.host.budget.instructions - before.instructions;
    return { instructions, memoryBytes: this.host.budget.memoryBytes - before.memoryBytes, error };
  }

  /** The host's `set_authorization_entries`: for tests only, there and here. */
  #authorize(entries: xdr.SorobanAuthorizationEntry[]): void {
    (this.host as { auth: AuthManager }).auth = new AuthManager(this.host, entries);
  }

  #sign(signer: Keypair, functionName: string, args: HostVal[]): xdr.SorobanAuthorizationEntry {
    const call = { contractAddress: addressToXdr(this.#contract), functionName, args: args.map(toScVal) };
    const rootInvocation = new xdr.SorobanAuthorizedInvocation({
      function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(new xdr.InvokeContractArgs(call)),
      subInvocations: [],
    });
    const signed = {
      address: addressToXdr(signer.publicKey()),
      nonce: this.#nonce++,
      signatureExpirationLedger: this.ledger.info.sequence + 1000,
    };
    const preimage = xdr.HashIdPreimage.envelopeTypeSorobanAuthorizationWithAddress(
      new xdr.HashIdPreimageSorobanAuthorizationWithAddress({
        ...signed,
        networkId: new xdr.Hash(this.ledger.info.networkId),
        invocation: rootInvocation,
      }),
    );
    const signature: HostVal = {
      type: 'map',
      value: [
        [symbolVal('public_key'), bytesVal(signer.rawPublicKey())],
        [symbolVal('signature'), bytesVal(signer.sign(createHash('sha256').update(preimage.toXdr()).digest()))],
      ],
    };
    const credentials = new xdr.SorobanAddressCredentials({ ...signed, signature: toScVal(vecVal([signature])) });
    return new xdr.SorobanAuthorizationEntry({
      credentials: xdr.SorobanCredentials.sorobanCredentialsAddressV2(credentials),
      rootInvocation,
    });
  }
}

type Cost = { readonly instructions: number; readonly memoryBytes: number; readonly error: string | undefined };

/** An account has all its extensions here, the original's only those it needs. */
const ACCOUNT_EXTENSIONS = 57;

/**
 * A call costs what was recorded: in memory exactly, but for the extensions of the accounts that it reads; in instructions
 * within 1.5 %, because what a search through sorted keys costs depends on the keys, and those are others here.
 */
function expectCost(cost: Cost, instructions: number, memoryBytes: number, accounts: number): void {
  expect(cost.memoryBytes - accounts * ACCOUNT_EXTENSIONS).toBe(memoryBytes);
  expect(Math.abs(cost.instructions / instructions - 1)).toBeLessThan(0.015);
}

test('stellar_asset_contract::test_direct_transfer', () => {
  const t = new AssetTest();
  const [issuer, user, user2] = [keypairOf('issuer'), keypairOf('user'), keypairOf('user_2')];
  const [U, U2] = [addr(user), addr(user2)];
  const asset = new Asset('aaaa', issuer.publicKey());
  t.account(issuer, 10_000_000n, { flags: 0x2 | 0x8, signers: [{ key: issuer.publicKey(), weight: 100 }] });
  expect(t.create(asset)).toEqual({ instructions: 73_568, memoryBytes: 12_517, error: undefined });
  for (const holder of [user, user2]) t.account(holder, 0n);
  for (const holder of [user, user2]) t.trustline(holder, asset);

  expectCost(t.call('mint', [U, i128(100_000_000n)], issuer), 523_467, 19_234, 1);
  expectCost(t.call('balance', [U]), 46_207, 8077, 0);
  expectCost(t.call('balance', [U2]), 45_942, 8077, 0);
  expectCost(t.call('transfer', [U, U2, i128(9_999_999n)], user), 541_642, 21_864, 1);
  expectCost(t.call('balance', [U]), 46_088, 8145, 0);
  expectCost(t.call('balance', [U2]), 46_353, 8145, 0);
  // The original tries the failing transfer (below) before this one, and its footprint keeps that nonce's key: 25 bytes in
  // each of two changes. Here a map of entries would keep it as well.
  expectCost(t.call('transfer', [U2, U, i128(999_999n)], user2), 543_166, 22_304 - 2 * 25, 1);
  expectCost(t.call('balance', [U]), 46_404, 8213, 0);

  const tooMuch = t.call('transfer', [U2, U, i128(10_000_000n)], user2);
  expect(tooMuch.error).toBe('Error(Contract, #10)');
  expect(Math.abs(tooMuch.instructions / 516_784 - 1)).toBeLessThan(0.015);
});
