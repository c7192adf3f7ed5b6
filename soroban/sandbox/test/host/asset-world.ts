import { Asset, type Keypair, type xdr as Xdr, xdr } from '@stellar/stellar-sdk';
import type { AccountEntry, ContractEvent, InvokeResult, TrustlineEntry } from '../../src/host/boundary.ts';
import { ledgerKeyString } from '../../src/host/codec/ledger-key.ts';
import type { HostVal } from '../../src/host/values/value.ts';
import { addr, callFunction, expectOk, i128, keypairOf, TestLedger } from './test-ledger.ts';

export const REVOCABLE = 0x2;
export const CLAWBACK = 0x8;

/** An asset contract on a ledger of its own, whose issuer may revoke and claw back unless said otherwise. */
export class AssetWorld {
  readonly ledger = new TestLedger();
  readonly issuer: Keypair;
  readonly asset: Asset;
  readonly contract: string;
  events: readonly ContractEvent[] = [];

  constructor(asset: 'issued' | 'native' = 'issued', issuerFlags = REVOCABLE | CLAWBACK) {
    this.issuer = this.ledger.account('issuer', { flags: issuerFlags });
    this.asset = asset === 'native' ? Asset.native() : new Asset('aaaa', this.issuer.publicKey());
    const created = expectOk(this.ledger.submit(createAssetFunction(this.asset.toXDRObject())));
    if (created.type !== 'address') throw new Error(`creation returned ${created.type}`);
    this.contract = created.value;
  }

  get name(): HostVal {
    return { type: 'string', value: Buffer.from(this.asset.toString()) };
  }

  /** A funded account that trusts the asset. */
  holder(name: string, changes: Partial<TrustlineEntry> = {}, account: Partial<AccountEntry> = {}): Keypair {
    const keypair = this.ledger.account(name, { subEntries: 1, ...account });
    this.ledger.put({
      type: 'trustline',
      accountId: keypair.publicKey(),
      asset: this.asset.toString(),
      balance: 0n,
      limit: 2n ** 63n - 1n,
      flags: 0x1 | 0x4,
      buyingLiabilities: 0n,
      sellingLiabilities: 0n,
      ...changes,
    });
    return keypair;
  }

  run(signer: Keypair, name: string, ...args: HostVal[]): InvokeResult {
    const result = this.ledger.submit(callFunction(this.contract, name, ...args), { source: signer.publicKey() });
    this.events = result.events;
    return result;
  }

  /** Calls with the authorization of one account: the value, or the error's text. */
  as(signer: Keypair, name: string, ...args: HostVal[]): HostVal | string {
    const result = this.run(signer, name, ...args);
    return result.ok ? result.value : result.error.short;
  }

  mint(to: Keypair | string, amount: bigint): HostVal | string {
    return this.as(this.issuer, 'mint', addr(to), i128(amount));
  }

  transfer(from: Keypair, to: Keypair | string, amount: bigint): HostVal | string {
    return this.as(from, 'transfer', addr(from), addr(to), i128(amount));
  }

  read(name: string, ...args: HostVal[]): HostVal | string {
    return this.ledger.call(this.contract, name, ...args);
  }

  balance(owner: Keypair | string): bigint | string {
    const value = this.read('balance', addr(owner));
    if (typeof value === 'string') return value;
    if (value.type !== 'i128') throw new Error(`balance is ${value.type}`);
    return value.value;
  }

  account(owner: Keypair): AccountEntry {
    const entry = this.ledger.entries.get(ledgerKeyString({ type: 'account', accountId: owner.publicKey() }))?.entry;
    if (entry?.type !== 'account') throw new Error('there is no such account');
    return entry;
  }

  trustline(owner: Keypair): TrustlineEntry | undefined {
    const key = { type: 'trustline', accountId: owner.publicKey(), asset: this.asset.toString() } as const;
    const entry = this.ledger.entries.get(ledgerKeyString(key))?.entry;
    return entry?.type === 'trustline' ? entry : undefined;
  }
}

export const contractError = (code: number): string => `Error(Contract, #${code})`;

export function createAssetFunction(asset: Xdr.Asset): Xdr.HostFunction {
  return xdr.HostFunction.hostFunctionTypeCreateContract(
    new xdr.CreateContractArgs({
      contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAsset(asset),
      executable: xdr.ContractExecutable.contractExecutableStellarAsset(),
    }),
  );
}

/** An account that is on no ledger. */
export const stranger = (name: string): Keypair => keypairOf(name);
