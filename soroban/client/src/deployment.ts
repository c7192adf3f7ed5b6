import { Address, hash, StrKey, xdr } from '@stellar/stellar-sdk';
import { SorobanClientError } from './errors.ts';
import { callRpc, type Network } from './network.ts';

/** The id that a contract created by `deployer` with `salt` gets on this network (CAP-46-02), before it exists. */
export function contractIdOf(networkPassphrase: string, deployer: string, salt: Uint8Array): string {
  const preimage = xdr.HashIdPreimage.envelopeTypeContractId(
    new xdr.HashIdPreimageContractId({
      networkId: hash(networkPassphrase),
      contractIdPreimage: preimageOf(deployer, salt),
    }),
  );
  return StrKey.encodeContract(hash(preimage.toXdr()));
}

export const uploadWasm = (wasm: Uint8Array): xdr.HostFunction =>
  xdr.HostFunction.hostFunctionTypeUploadContractWasm(wasm);

export function createContract(
  deployer: string,
  salt: Uint8Array,
  wasmHash: string,
  constructorArgs: xdr.ScVal[],
): xdr.HostFunction {
  return xdr.HostFunction.hostFunctionTypeCreateContractV2(
    new xdr.CreateContractArgsV2({
      contractIdPreimage: preimageOf(deployer, salt),
      executable: xdr.ContractExecutable.contractExecutableWasm(Buffer.from(wasmHash, 'hex')),
      constructorArgs,
    }),
  );
}

/** Whether this code is on the ledger. */
export async function hasWasm(network: Network, wasmHash: string): Promise<boolean> {
  const key = xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: Buffer.from(wasmHash, 'hex') }));
  const { entries } = await callRpc(network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  return entries.length > 0;
}

/** The code with this hash, as the ledger has it; undefined when it has none. Checked: no server can pass off other code. */
export async function readWasm(network: Network, wasmHash: string): Promise<Uint8Array | undefined> {
  const { entries } = await callRpc(network, 'getLedgerEntries', (s) => s.getLedgerEntries(codeKeyOf(wasmHash)));
  const entry = entries[0]?.val;
  if (entry?.type !== 'contractCode') return undefined;
  const wasm = new Uint8Array(entry.value.code);
  if (Buffer.from(hash(Buffer.from(wasm))).toString('hex') === wasmHash) return wasm;
  const context = { url: network.rpcUrl, method: 'getLedgerEntries', lack: `the code ${wasmHash}` };
  throw new SorobanClientError('soroban/rpc-bad-answer', context);
}

/** The hash of the code that a contract runs, hex; undefined when there is no such contract. */
export async function wasmHashOf(network: Network, contractId: string): Promise<string | undefined> {
  const key = instanceKeyOf(contractId);
  const { entries } = await callRpc(network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  const entry = entries[0]?.val;
  if (entry?.type !== 'contractData' || entry.value.val.type !== 'scvContractInstance') return undefined;
  const { executable } = entry.value.val.value;
  return executable.type === 'contractExecutableWasm' ? Buffer.from(executable.value.value).toString('hex') : undefined;
}

export interface InstanceState {
  /** sha256 of the code, hex; undefined for a contract that is built into the network. */
  wasmHash: string | undefined;
  /** Ledgers until its entry is archived, unless it is extended. */
  ledgersLeft: number;
}

/** What runs at an id, and for how long it is kept; undefined where nothing does, or not any more. */
export async function instanceState(network: Network, contractId: string): Promise<InstanceState | undefined> {
  const key = instanceKeyOf(contractId);
  const { entries, latestLedger } = await callRpc(network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  const [found] = entries;
  const ledgersLeft = (found?.liveUntilLedgerSeq ?? 0) - latestLedger;
  if (found?.val.type !== 'contractData' || ledgersLeft < 0) return undefined;
  const { val } = found.val.value;
  if (val.type !== 'scvContractInstance') return undefined;
  const { executable } = val.value;
  const wasmHash =
    executable.type === 'contractExecutableWasm' ? Buffer.from(executable.value.value).toString('hex') : undefined;
  return { wasmHash, ledgersLeft };
}

/** Where a contract's instance is: its code's hash and its instance storage. */
export function instanceKeyOf(contractId: string): xdr.LedgerKey {
  return xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(contractId).toScAddress(),
      key: xdr.ScVal.scvLedgerKeyContractInstance(),
      durability: xdr.ContractDataDurability.persistent,
    }),
  );
}

function preimageOf(deployer: string, salt: Uint8Array): xdr.ContractIdPreimage {
  return xdr.ContractIdPreimage.contractIdPreimageFromAddress(
    new xdr.ContractIdPreimageFromAddress({ address: Address.fromString(deployer).toScAddress(), salt }),
  );
}

export const codeKeyOf = (hash: string): xdr.LedgerKey =>
  xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: Buffer.from(hash, 'hex') }));
