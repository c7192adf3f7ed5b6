import { createHash } from 'node:crypto';
import { type Asset, type Keypair, xdr } from '@stellar/stellar-sdk';
// Links the host functions.
import '../../src/host/invoke.ts';
import { AuthManager } from '../../src/host/authorization/manager.ts';
import type { AccountEntry, LedgerEntry, LedgerInfo, TrustlineEntry } from '../../src/host/boundary.ts';
import { ContractFrame } from '../../src/host/calls/frame.ts';
import { ledgerKeyOf } from '../../src/host/codec/ledger-key.ts';
import { addressToXdr, toScVal } from '../../src/host/codec/value.ts';
import { runAs } from '../../src/host/functions/link.ts';
import { Host } from '../../src/host/host.ts';
import { newAccount } from '../../src/host/storage/new-account.ts';
import { HostError } from '../../src/host/values/error.ts';
import { addressVal, bytesVal, type HostVal, symbolVal, vecVal } from '../../src/host/values/value.ts';
import { callHostFunction } from './host-call.ts';
import { TestLedger } from './test-ledger.ts';

const UNLIMITED = { instructions: Number.MAX_SAFE_INTEGER, memoryBytes: Number.MAX_SAFE_INTEGER };

export const I64_MAX = 2n ** 63n - 1n;

/** How long a signature is good for unless a test says otherwise. */
const SIGNATURE_LEDGERS = 10_000;

export type Cost = { readonly instructions: number; readonly memoryBytes: number; readonly error: string | undefined };
export type Outcome = Cost & { readonly value: HostVal | undefined };

/** Who authorizes a call: an account, and the keys that sign for it where they are not just its own. */
export type Authorization = {
  readonly account: Keypair;
  readonly keys: readonly Keypair[];
  readonly nonce?: bigint;
  readonly expires?: number;
  /** What is signed, where that is not the call. */
  readonly name?: string;
  readonly args?: readonly HostVal[];
  /** Instead of signatures. */
  readonly signature?: HostVal;
};

/** A host whose storage holds what a test puts there, and one asset's contract, as the original's `StellarAssetContractTest`. */
export class AssetTest {
  readonly host: Host;
  readonly info: { -readonly [K in keyof LedgerInfo]: LedgerInfo[K] };
  contract = '';
  #nonce = 0n;

  constructor() {
    const ledger = new TestLedger();
    this.info = { ...ledger.info, sequence: 123, timestamp: 123_456n };
    this.host = new Host({
      reader: new Map(),
      ledger: this.info,
      source: ledger.source,
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

  trustline(owner: Keypair, asset: Asset, changes: Partial<TrustlineEntry> = {}): void {
    const liabilities = { buyingLiabilities: 0n, sellingLiabilities: 0n };
    const base = { type: 'trustline', accountId: owner.publicKey(), asset: asset.toString() } as const;
    this.put({ ...base, balance: 0n, limit: I64_MAX, flags: 0x1 | 0x4, ...liabilities, ...changes });
  }

  create(asset: Asset): Cost {
    const { value, ...cost } = this.#measure(() => {
      const created = callHostFunction(this.host, 'create_asset_contract', [asset.toXDRObject().toXdr()]);
      return addressVal((created as { value: string }).value);
    });
    if (value?.type === 'address') this.contract = value.value;
    return cost;
  }

  call(name: string, args: readonly HostVal[], by?: Authorization): Outcome {
    const entries = by === undefined ? [] : [this.#sign(by, by.name ?? name, by.args ?? args)];
    // The host's `set_authorization_entries`: for tests only, there and here.
    (this.host as { auth: AuthManager }).auth = new AuthManager(this.host, entries);
    return this.#measure(
      () => callHostFunction(this.host, 'call', [addressVal(this.contract), symbolVal(name), [...args]]) as HostVal,
    );
  }

  /** Calls from within another contract, which authorizes its own calls. */
  callFrom(contract: string, name: string, args: readonly HostVal[]): Outcome {
    (this.host as { auth: AuthManager }).auth = new AuthManager(this.host, []);
    const instance = { type: 'contractInstance', executable: { type: 'stellarAsset' }, storage: [] } as const;
    const frame = new ContractFrame(contract, symbolVal('foo'), [], instance, this.host.budget, undefined);
    return this.#measure(() =>
      this.host.withFrame(
        frame,
        () => callHostFunction(this.host, 'call', [addressVal(this.contract), symbolVal(name), [...args]]) as HostVal,
      ),
    );
  }

  #measure(body: () => HostVal): Outcome {
    const before = { ...this.host.budget };
    let error: string | undefined;
    let value: HostVal | undefined;
    try {
      value = runAs(this.host, body);
    } catch (cause) {
      if (!(cause instanceof HostError)) throw cause;
      error = cause.short;
    }
    const instructions = this.host.budget.instructions - before.instructions;
    return { instructions, memoryBytes: this.host.budget.memoryBytes - before.memoryBytes, error, value };
  }

  #sign(by: Authorization, functionName: string, args: readonly HostVal[]): xdr.SorobanAuthorizationEntry {
    const call = { contractAddress: addressToXdr(this.contract), functionName, args: args.map(toScVal) };
    const rootInvocation = new xdr.SorobanAuthorizedInvocation({
      function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(new xdr.InvokeContractArgs(call)),
      subInvocations: [],
    });
    return this.sign(by, rootInvocation);
  }

  /** Signs a tree of calls. */
  sign(by: Authorization, rootInvocation: xdr.SorobanAuthorizedInvocation): xdr.SorobanAuthorizationEntry {
    const signed = {
      address: addressToXdr(by.account.publicKey()),
      nonce: by.nonce ?? this.#nonce++,
      signatureExpirationLedger: by.expires ?? this.info.sequence + SIGNATURE_LEDGERS,
    };
    const preimage = xdr.HashIdPreimage.envelopeTypeSorobanAuthorizationWithAddress(
      new xdr.HashIdPreimageSorobanAuthorizationWithAddress({
        ...signed,
        networkId: new xdr.Hash(this.info.networkId),
        invocation: rootInvocation,
      }),
    );
    const payload = createHash('sha256').update(preimage.toXdr()).digest();
    const signature = by.signature ?? vecVal(by.keys.map((key) => signatureOf(key, payload)));
    const credentials = new xdr.SorobanAddressCredentials({ ...signed, signature: toScVal(signature) });
    return new xdr.SorobanAuthorizationEntry({
      credentials: xdr.SorobanCredentials.sorobanCredentialsAddressV2(credentials),
      rootInvocation,
    });
  }
}

function signatureOf(key: Keypair, payload: Uint8Array): HostVal {
  return {
    type: 'map',
    value: [
      [symbolVal('public_key'), bytesVal(key.rawPublicKey())],
      [symbolVal('signature'), bytesVal(key.sign(payload))],
    ],
  };
}
