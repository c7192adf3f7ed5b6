import { Address, Contract, hash, Keypair, nativeToScVal, Operation, type xdr } from '@stellar/stellar-sdk';
import type { InvokeInput, InvokeResult, StoredEntry } from '../src/host/boundary.ts';
import { invokeHostFunction } from '../src/host/invoke.ts';
import { newAccount } from '../src/host/storage/new-account.ts';
import { ledgerInfo } from '../src/ledger/close-ledger.ts';
import { DEFAULT_PASSPHRASE, DEFAULT_PROTOCOL } from '../src/protocol.ts';
import { tokenWasm } from '../test/world.ts';

const TRANSFERS = 3_000;

type Measurement = { name: string; value: number; unit: string; goal?: string };

/** A token transfer in the host: authorization, footprint and metering enforced, no network around it. */
export async function benchHostTransfer(): Promise<Measurement[]> {
  const [from, to] = [Keypair.random().publicKey(), Keypair.random().publicKey()];
  const entries = new Map<string, StoredEntry>();
  for (const account of [from, to]) {
    entries.set(`account ${account}`, { entry: newAccount(account, 10n ** 10n, 1), lastModified: 1 });
  }
  const base = {
    reader: entries,
    ledger: ledgerInfo(10, 1_800_000_000n, hash(Buffer.from(DEFAULT_PASSPHRASE)), DEFAULT_PROTOCOL),
    source: from,
    prngSeed: Buffer.alloc(32),
  };
  const keep = (result: InvokeResult) => {
    if (!result.ok) throw result.error;
    for (const [text, { after }] of result.changes) if (after !== undefined) entries.set(text, after);
    return result;
  };
  const record = (operation: xdr.Operation) =>
    keep(invokeHostFunction({ ...base, ...invocationOf(operation), auth: { record: {} }, footprint: 'record' }));

  const wasm = await tokenWasm();
  record(Operation.uploadContractWasm({ wasm }));
  const args = [address(from), nativeToScVal(0, { type: 'u32' }), nativeToScVal('Token'), nativeToScVal('TKN')];
  const creation = Operation.createCustomContract({
    address: new Address(from),
    wasmHash: hash(wasm),
    salt: Buffer.alloc(32),
    constructorArgs: args,
  });
  const created = record(creation);
  const token = new Contract(String(created.ok && 'value' in created.value ? created.value.value : ''));
  record(token.call('mint', address(from), amount(10n ** 15n)));
  const transfer = token.call('transfer', address(from), address(to), amount(1n));
  const recorded = record(transfer);
  const input: InvokeInput = {
    ...base,
    ...invocationOf(transfer),
    auth: recorded.auth,
    footprint: recorded.footprint,
    limits: { instructions: 100_000_000, memoryBytes: 41_943_040 },
  };
  for (let warm = 0; warm < TRANSFERS / 3; warm++) keep(invokeHostFunction(input));
  const start = performance.now();
  for (let round = 0; round < TRANSFERS; round++) keep(invokeHostFunction(input));
  const micros = ((performance.now() - start) * 1000) / TRANSFERS;
  return [{ name: 'token transfer in the host, metered', value: micros, unit: 'µs', goal: '≤ 40' }];
}

const address = (text: string) => new Address(text).toScVal();
const amount = (value: bigint) => nativeToScVal(value, { type: 'i128' });

function invocationOf(operation: xdr.Operation): { function: xdr.HostFunction } {
  const { body } = operation;
  if (body.type !== 'invokeHostFunction') throw new Error(`not an invocation: ${body.type}`);
  return { function: body.invokeHostFunctionOp.hostFunction };
}
