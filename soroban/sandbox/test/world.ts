import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { type Account, contract, Keypair, Operation, rpc, TransactionBuilder, type xdr } from '@stellar/stellar-sdk';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/index.ts';

/** A running sandbox and the unmodified SDK in front of it. */
export type World = {
  readonly sandbox: Sandbox;
  readonly server: rpc.Server;
  /** A new account with 10,000 XLM. */
  fund(): Promise<Keypair>;
  /** A signed transaction of one's own account; `prepare` simulates it first. */
  build(source: Keypair, operations: xdr.Operation[], options?: BuildOptions): Promise<Built>;
  /** Builds, sends, and waits until the transaction is applied. */
  run(source: Keypair, operations: xdr.Operation[], options?: BuildOptions): Promise<rpc.Api.GetTransactionResponse>;
  /** Options of `contract.Client` that sign with a key. */
  clientOptions(signer: Keypair): ClientOptions;
  /** Any JSON-RPC method. */
  call(method: string, params?: unknown): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
};

type ClientOptions = Omit<contract.ClientOptions, 'contractId'>;
export type Built = ReturnType<TransactionBuilder['build']>;
export type BuildOptions = {
  readonly fee?: string;
  readonly prepare?: boolean;
  readonly signers?: readonly Keypair[];
  readonly account?: Account;
  readonly change?: (builder: TransactionBuilder) => TransactionBuilder;
};

export async function startWorld(options: SandboxOptions = {}): Promise<World> {
  return connect(await startSandbox({ testControls: true, ...options }));
}

export function connect(sandbox: Sandbox): World {
  const { rpcUrl, networkPassphrase } = sandbox;
  const server = new rpc.Server(rpcUrl, { allowHttp: true });

  const build: World['build'] = async (source, operations, options = {}) => {
    const account = options.account ?? (await server.getAccount(source.publicKey()));
    const builder = new TransactionBuilder(account, { fee: options.fee ?? '1000', networkPassphrase });
    for (const operation of operations) builder.addOperation(operation);
    const changed = options.change?.(builder) ?? builder.setTimeout(60);
    const built = options.prepare ? await server.prepareTransaction(changed.build()) : changed.build();
    for (const signer of options.signers ?? [source]) built.sign(signer);
    return built as Built;
  };

  return {
    sandbox,
    server,
    build,
    async fund() {
      const keypair = Keypair.random();
      await server.fundAddress(keypair.publicKey());
      return keypair;
    },
    async run(source, operations, options) {
      const sent = await server.sendTransaction(await build(source, operations, options));
      if (sent.status !== 'PENDING') throw new Error(`sent: ${sent.status} ${sent.errorResult?.result.type}`);
      return await server.pollTransaction(sent.hash, { sleepStrategy: () => 20, attempts: 200 });
    },
    clientOptions(signer) {
      const signing = contract.basicNodeSigner(signer, networkPassphrase);
      return { networkPassphrase, rpcUrl, allowHttp: true, publicKey: signer.publicKey(), ...signing };
    },
    async call(method, params) {
      return await callRpc(rpcUrl, method, params);
    },
    stop: () => sandbox.stop(),
  };
}

export async function callRpc(url: string, method: string, params?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const { result, error } = (await response.json()) as { result: Record<string, unknown>; error?: { message: string } };
  if (error !== undefined) throw Object.assign(new Error(error.message), error);
  return result;
}

const TOKEN_SOURCE = fileURLToPath(new URL('../../sdk/test/contracts/token/contract.ts', import.meta.url));

/** The token the SDK's own tests compile. Compiling takes seconds, so the Wasm is kept by the hash of its sources. */
export async function tokenWasm(): Promise<Uint8Array> {
  const directory = join(tmpdir(), 'istsi-sandbox-test');
  const path = join(directory, `${sourceHash()}.wasm`);
  if (existsSync(path)) return readFileSync(path);
  const { wasm } = await compileContract({ entry: TOKEN_SOURCE });
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, wasm);
  renameSync(`${path}.${process.pid}`, path);
  return wasm;
}

function sourceHash(): string {
  const hash = createHash('sha256');
  for (const name of ['contract.ts', 'errors.ts']) hash.update(readFileSync(join(TOKEN_SOURCE, '..', name)));
  return hash.digest('hex');
}

/** The methods of the token's client that tests call. */
export type TokenClient = contract.Client & {
  mint(
    args: { to: string; amount: bigint },
    options?: contract.MethodOptions,
  ): Promise<contract.AssembledTransaction<null>>;
  transfer(
    args: { from: string; to: string; amount: bigint },
    options?: contract.MethodOptions,
  ): Promise<contract.AssembledTransaction<null>>;
  balance(args: { id: string }): Promise<contract.AssembledTransaction<bigint>>;
};

/** Uploads the token and creates one whose admin is `admin`. */
export async function deployToken(world: World, admin: Keypair): Promise<{ token: TokenClient; id: string }> {
  const wasm = await tokenWasm();
  const upload = await world.run(admin, [Operation.uploadContractWasm({ wasm })], { prepare: true });
  if (upload.status !== 'SUCCESS') throw new Error(`upload: ${upload.status}`);
  const deployment = await contract.Client.deploy<TokenClient>(
    { admin: admin.publicKey(), decimal: 0, name: 'Test', symbol: 'TST' },
    { ...world.clientOptions(admin), wasmHash: createHash('sha256').update(wasm).digest('hex') },
  );
  const { result } = await deployment.signAndSend();
  return { token: result, id: result.options.contractId };
}

/** The same token in the hands of another signer. */
export function tokenAs({ token, id }: { token: TokenClient; id: string }, world: World, signer: Keypair): TokenClient {
  return new contract.Client(token.spec, { ...world.clientOptions(signer), contractId: id }) as TokenClient;
}
