import { createHash, randomBytes } from 'node:crypto';
import { Keypair, type xdr as Xdr, xdr } from '@stellar/stellar-sdk';
import type {
  AccountEntry,
  InvokeInput,
  InvokeResult,
  LedgerEntry,
  LedgerInfo,
  RecordAuth,
  StoredEntry,
} from '../../src/host/boundary.ts';
import { ledgerKeyOf, ledgerKeyString } from '../../src/host/codec/ledger-key.ts';
import { addressToXdr, toScVal } from '../../src/host/codec/value.ts';
import { invokeHostFunction } from '../../src/host/invoke.ts';
import { newAccount } from '../../src/host/storage/new-account.ts';
import type { HostVal } from '../../src/host/values/value.ts';

export const NETWORK_ID = createHash('sha256').update('Standalone Network ; February 2017').digest();

type Options = Partial<Omit<InvokeInput, 'reader' | 'ledger' | 'function'>> & { readonly record?: RecordAuth };

/** A ledger in memory: runs host functions as a transaction would, first recording, then enforcing what was recorded. */
export class TestLedger {
  readonly entries = new Map<string, StoredEntry>();
  info: LedgerInfo = {
    protocolVersion: 28,
    sequence: 1000,
    timestamp: 1_700_000_000n,
    networkId: NETWORK_ID,
    baseReserve: 5_000_000,
    minTemporaryTtl: 16,
    minPersistentTtl: 4096,
    maxTtl: 6_312_000,
  };
  readonly source = this.account('source').publicKey();

  /** A key pair that is the same in every run, and its funded account. */
  account(name: string, changes: Partial<AccountEntry> = {}): Keypair {
    const keypair = keypairOf(name);
    this.put({ ...newAccount(keypair.publicKey(), 10n ** 10n, 1), ...changes });
    return keypair;
  }

  put(entry: LedgerEntry, liveUntil?: number): void {
    const stored = { entry, lastModified: this.info.sequence };
    const key = ledgerKeyString(ledgerKeyOf(entry));
    this.entries.set(key, liveUntil === undefined ? stored : { ...stored, liveUntil });
  }

  advance(ledgers: number): void {
    this.info = {
      ...this.info,
      sequence: this.info.sequence + ledgers,
      timestamp: this.info.timestamp + BigInt(5 * ledgers),
    };
  }

  /** Runs without changing the ledger. */
  run(f: Xdr.HostFunction, options: Options = {}): InvokeResult {
    const { record, ...rest } = options;
    return invokeHostFunction({
      reader: this.entries,
      ledger: this.info,
      function: f,
      source: this.source,
      auth: { record: record ?? {} },
      footprint: 'record',
      prngSeed: randomBytes(32),
      ...rest,
    });
  }

  /** Runs against a recorded footprint with these authorization entries, and keeps the changes. */
  execute(f: Xdr.HostFunction, auth: readonly Xdr.SorobanAuthorizationEntry[], options: Options = {}): InvokeResult {
    const recorded = this.run(f, { ...options, auth });
    const result = this.run(f, { ...options, auth, footprint: options.footprint ?? recorded.footprint });
    this.apply(result);
    return result;
  }

  /** Simulates, then executes what was recorded; all authorizations must be the source account's. */
  submit(f: Xdr.HostFunction, options: Options = {}): InvokeResult {
    const recorded = this.run(f, options);
    if (!recorded.ok) return recorded;
    const result = this.run(f, { ...options, auth: recorded.auth, footprint: recorded.footprint });
    this.apply(result);
    return result;
  }

  apply(result: InvokeResult): void {
    for (const [key, { after }] of result.changes) {
      if (after === undefined) this.entries.delete(key);
      else this.entries.set(key, after);
    }
  }

  /** Uploads code and creates an instance of it; returns its address. */
  deploy(wasm: Uint8Array, args: readonly HostVal[], salt = 0): string {
    expectOk(this.submit(uploadFunction(wasm)));
    const created = expectOk(this.submit(createFunction(this.source, wasm, args, salt)));
    if (created.type !== 'address') throw new Error(`creation returned ${created.type}`);
    return created.value;
  }

  /** Calls as the source account; returns the value or the error's text. */
  call(contract: string, name: string, ...args: HostVal[]): HostVal | string {
    const result = this.submit(callFunction(contract, name, ...args));
    return result.ok ? result.value : result.error.short;
  }
}

export function keypairOf(name: string): Keypair {
  return Keypair.fromRawEd25519Seed(createHash('sha256').update(name).digest());
}

export function expectOk(result: InvokeResult): HostVal {
  if (result.ok) return result.value;
  throw result.error;
}

export const uploadFunction = (wasm: Uint8Array): Xdr.HostFunction =>
  xdr.HostFunction.hostFunctionTypeUploadContractWasm(wasm);

export function createFunction(
  deployer: string,
  wasm: Uint8Array,
  args: readonly HostVal[],
  salt: number,
): Xdr.HostFunction {
  const fromAddress = new xdr.ContractIdPreimageFromAddress({
    address: addressToXdr(deployer),
    salt: new Uint8Array(32).fill(salt),
  });
  return xdr.HostFunction.hostFunctionTypeCreateContractV2(
    new xdr.CreateContractArgsV2({
      contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAddress(fromAddress),
      executable: xdr.ContractExecutable.contractExecutableWasm(wasmHash(wasm)),
      constructorArgs: args.map(toScVal),
    }),
  );
}

export const wasmHash = (wasm: Uint8Array): Uint8Array => createHash('sha256').update(wasm).digest();

export function callFunction(contract: string, name: string, ...args: HostVal[]): Xdr.HostFunction {
  return xdr.HostFunction.hostFunctionTypeInvokeContract(
    new xdr.InvokeContractArgs({
      contractAddress: addressToXdr(contract),
      functionName: name,
      args: args.map(toScVal),
    }),
  );
}

export const u32 = (value: number): HostVal => ({ type: 'u32', value });
export const i128 = (value: bigint): HostVal => ({ type: 'i128', value });
export const sym = (value: string): HostVal => ({ type: 'symbol', value });
export const addr = (address: string | Keypair): HostVal => ({
  type: 'address',
  value: typeof address === 'string' ? address : address.publicKey(),
});
export const bytes = (value: Uint8Array): HostVal => ({ type: 'bytes', value });
export const vec = (...value: HostVal[]): HostVal => ({ type: 'vec', value });
