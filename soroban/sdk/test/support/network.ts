import { contract, Keypair, Operation, rpc, scValToNative, TransactionBuilder } from '@stellar/stellar-sdk';

/** What these tests use of the embedded network. */
interface Sandbox {
  readonly rpcUrl: string;
  readonly friendbotUrl: string;
  readonly networkPassphrase: string;
  stop(): Promise<void>;
}

/** Of which ledger protocol the network is. */
interface SandboxOptions {
  readonly protocol?: number;
}

/** A running network with one funded account, driven by Stellar's own client library. */
export interface TestNetwork {
  readonly server: rpc.Server;
  readonly account: string;
  /** Uploads and instantiates a contract; the client has a method per entry. */
  deploy(wasm: Uint8Array, constructorArgs?: Record<string, unknown>): Promise<ContractClient>;
  stop(): Promise<void>;
}

export type ContractClient = contract.Client &
  Record<string, (args?: Record<string, unknown>) => Promise<contract.AssembledTransaction<unknown>>>;

/** The sandbox uses the compiler, so it is found at run time: an import would be a cycle of packages. */
async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const name: string = '@istsi/soroban-sandbox';
  const module = (await import(name)) as { startSandbox(options: SandboxOptions): Promise<Sandbox> };
  return module.startSandbox(options);
}

export async function startNetwork(of: SandboxOptions = {}): Promise<TestNetwork> {
  const sandbox = await startSandbox(of);
  const keypair = Keypair.random();
  const server = new rpc.Server(sandbox.rpcUrl, { allowHttp: true });
  await fetch(`${sandbox.friendbotUrl}?addr=${keypair.publicKey()}`);
  const options = {
    rpcUrl: sandbox.rpcUrl,
    allowHttp: true,
    networkPassphrase: sandbox.networkPassphrase,
    publicKey: keypair.publicKey(),
    ...contract.basicNodeSigner(keypair, sandbox.networkPassphrase),
  };
  return {
    server,
    account: keypair.publicKey(),
    async deploy(wasm, constructorArgs) {
      const hash = await upload(server, keypair, sandbox.networkPassphrase, wasm);
      const deployed = await contract.Client.deploy(constructorArgs ?? null, { ...options, wasmHash: hash });
      return (await deployed.signAndSend()).result as ContractClient;
    },
    stop: () => sandbox.stop(),
  };
}

async function upload(server: rpc.Server, keypair: Keypair, passphrase: string, wasm: Uint8Array): Promise<string> {
  const source = await server.getAccount(keypair.publicKey());
  const built = new TransactionBuilder(source, { fee: '1000000', networkPassphrase: passphrase })
    .addOperation(Operation.uploadContractWasm({ wasm: Buffer.from(wasm) }))
    .setTimeout(60)
    .build();
  const prepared = await server.prepareTransaction(built);
  prepared.sign(keypair);
  const sent = await server.sendTransaction(prepared);
  const result = await server.pollTransaction(sent.hash);
  if (result.status !== rpc.Api.GetTransactionStatus.SUCCESS || !result.returnValue) {
    throw new Error(`the upload of the Wasm ended ${result.status}`);
  }
  return Buffer.from(scValToNative(result.returnValue)).toString('hex');
}
