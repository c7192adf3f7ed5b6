import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@istsi/soroban-sandbox';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import {
  Asset,
  contract,
  Keypair,
  Operation,
  rpc,
  scValToNative,
  TransactionBuilder,
  type xdr,
} from '@stellar/stellar-sdk';

export type { contract, Keypair } from '@stellar/stellar-sdk';

/** A Stellar network of one's own, and what the examples do on it. Everything goes through the unmodified stellar-sdk. */
export interface ExampleNetwork {
  /** A new account with 10,000 XLM. */
  fund(): Promise<Keypair>;
  /** Uploads the Wasm, creates a contract of it, and answers its client. */
  deploy(owner: Keypair, wasm: Uint8Array, args?: Record<string, unknown>): Promise<contract.Client>;
  /** The address of XLM as a SEP-41 token, in units of 0.0000001 XLM. */
  lumens(owner: Keypair): Promise<string>;
  /** The client of a contract in the hands of somebody else. */
  as(signer: Keypair, contractId: string): Promise<contract.Client>;
  /** Topics and data of the last events of a contract, oldest first. */
  events(contractId: string): Promise<{ topics: unknown[]; data: unknown }[]>;
  /** Close time of the last ledger, seconds since 1970. */
  now(): Promise<bigint>;
  advanceTime(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** Compiles the contract beside a test. */
export async function compileBeside(test: string): Promise<Uint8Array> {
  const { wasm } = await compileContract({ entry: fileURLToPath(new URL('contract.ts', test)) });
  return wasm;
}

export async function startNetwork(): Promise<ExampleNetwork> {
  const { rpcUrl, networkPassphrase, stop } = await startSandbox({ testControls: true });
  const server = new rpc.Server(rpcUrl, { allowHttp: true });
  const optionsOf = (signer: Keypair) => ({
    rpcUrl,
    networkPassphrase,
    allowHttp: true,
    publicKey: signer.publicKey(),
    ...contract.basicNodeSigner(signer, networkPassphrase),
  });
  const run = async (source: Keypair, operation: xdr.Operation) => {
    const account = await server.getAccount(source.publicKey());
    const built = new TransactionBuilder(account, { fee: '100', networkPassphrase }).addOperation(operation);
    const prepared = await server.prepareTransaction(built.setTimeout(30).build());
    prepared.sign(source);
    const { hash } = await server.sendTransaction(prepared);
    const { status } = await server.pollTransaction(hash, { sleepStrategy: () => 10, attempts: 500 });
    if (status !== 'SUCCESS') throw new Error(`transaction ${hash}: ${status}`);
  };

  return {
    stop,
    async fund() {
      const keypair = Keypair.random();
      await server.fundAddress(keypair.publicKey());
      return keypair;
    },
    async deploy(owner, wasm, args) {
      await run(owner, Operation.uploadContractWasm({ wasm }));
      const wasmHash = createHash('sha256').update(wasm).digest('hex');
      const deployment = await contract.Client.deploy(args ?? null, { ...optionsOf(owner), wasmHash });
      return (await deployment.signAndSend()).result;
    },
    async lumens(owner) {
      await run(owner, Operation.createStellarAssetContract({ asset: Asset.native() }));
      return Asset.native().contractId(networkPassphrase);
    },
    as: (signer, contractId) => contract.Client.from({ ...optionsOf(signer), contractId }),
    async events(contractId) {
      const filters = [{ type: 'contract' as const, contractIds: [contractId] }];
      const { events } = await server.getEvents({ startLedger: 1, filters, limit: 100 });
      return events.map(({ topic, value }) => ({
        topics: topic.map((t) => scValToNative(t)),
        data: scValToNative(value),
      }));
    },
    async now() {
      return BigInt((await server._getLatestLedger()).closeTime);
    },
    async advanceTime(seconds) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_advanceTime', params: { seconds } });
      await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    },
  };
}

type Method = (args?: object) => Promise<contract.AssembledTransaction<unknown>>;

async function prepare(client: contract.Client, method: string, args?: object) {
  const entry = (client as unknown as Record<string, Method>)[method];
  if (!entry) throw new Error(`the contract has no entry ${method}`);
  const transaction = await entry(args);
  const { simulation } = transaction;
  if (!simulation || !rpc.Api.isSimulationError(simulation)) return transaction;
  // stellar-sdk knows the contract's errors from its spec: their message is what is written above them in the source.
  const refusal = transaction.result;
  const isNamed = refusal instanceof Object && 'unwrapErr' in refusal;
  throw new Error(isNamed ? (refusal as contract.Err<contract.ErrorMessage>).unwrapErr().message : simulation.error);
}

/** Asks a contract, without a transaction. Throws what the contract says when it refuses. */
export async function read<T>(client: contract.Client, method: string, args?: object): Promise<T> {
  return (await prepare(client, method, args)).result as T;
}

/** Calls a contract in a transaction. Throws what the contract says when it refuses. */
export async function invoke<T>(client: contract.Client, method: string, args?: object): Promise<T> {
  return (await (await prepare(client, method, args)).signAndSend()).result as T;
}
