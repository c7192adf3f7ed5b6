import { relative } from 'node:path';
import {
  createSubmitter,
  errorNames,
  fundAccount,
  invocation,
  openNetwork,
  readContract,
  signEntry,
  signerOf,
} from '@istsi/soroban-client';
import { type Direct, type SandboxOptions, startSandbox } from '@istsi/soroban-sandbox';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { authorizeEntry, type contract, hash, Keypair, type xdr } from '@stellar/stellar-sdk';
import { buildContract } from '../project/contracts.ts';
import { deployContract, Refusal, requireSuccess, uploadCode } from '../project/deploying.ts';
import { constructorArgs } from '../project/spec-arguments.ts';
import { type MockedAuth, mockedAuth } from './auths.ts';
import { setBalance } from './balance.ts';
import { type Cost, CostReport, costOf, measure } from './costs.ts';
import { Coverage } from './coverage.ts';
import { COVERAGE_FOLDER, leaveCoverage } from './coverage-files.ts';
import { eventsOf, type PublishedEvent } from './events.ts';
import { addSigner, type StoredValue, setEntry } from './impersonate.ts';
import { type Traced, Traces } from './traces.ts';

export { Refusal };

/** The functions of a contract, as `soroban-ts build` writes them down from its spec. */
type Functions = Record<string, { args: object; result: unknown }>;
type Untyped = Record<string, { args: Record<string, unknown>; result: unknown }>;
/** By their names; what is known of no type, may have none. */
type ArgsOf<E extends { args: object }> = string extends keyof E['args']
  ? [args?: E['args']]
  : keyof E['args'] extends never
    ? []
    : [args: E['args']];

/** Somebody with 10,000 XLM and a key. */
export interface Account {
  /** G… */
  readonly address: string;
  readonly keypair: Keypair;
}

/** An account that is a contract (`__check_auth`), and what it takes for a signature. */
export interface ContractAccount {
  /** C… */
  readonly address: string;
  /** What its `__check_auth` is given for these 32 bytes. */
  sign(payload: Uint8Array): xdr.ScVal | Promise<xdr.ScVal>;
}

/** A deployed contract in the hands of the accounts that sign for its calls. */
export interface Contract<F extends Functions = Untyped> {
  /** C… */
  readonly address: string;
  readonly spec: contract.Spec;
  /** Calls in a transaction. A refusal is thrown (`Refusal`), and changed nothing. */
  call<N extends keyof F & string>(name: N, ...args: ArgsOf<F[N]>): Promise<F[N]['result']>;
  /** Asks without a transaction. */
  read<N extends keyof F & string>(name: N, ...args: ArgsOf<F[N]>): Promise<F[N]['result']>;
  /** What a call would need, without making it. */
  cost<N extends keyof F & string>(name: N, ...args: ArgsOf<F[N]>): Cost;
  /** What it published, oldest first. */
  events(): Promise<PublishedEvent[]>;
  /** The same contract, called by others: they alone sign, and the first pays. */
  as(payer: Account, ...signers: (Account | ContractAccount)[]): Contract<F>;
}

export interface KitOptions extends Pick<SandboxOptions, 'now' | 'closeMs' | 'networkPassphrase' | 'protocol'> {
  /** Which failures say function and line of each contract they went through; without it, traps. */
  traces?: Traced;
  /** Counts which lines and functions of contracts run (`kit.coverage`). Default: whether `soroban-ts test --coverage` runs it. */
  coverage?: boolean;
}

/** A Stellar network that lives as long as a test, and what a test does on it. */
export interface Kit {
  readonly rpcUrl: string;
  readonly networkPassphrase: string;
  /** Who deploys, and calls where no `as` says otherwise. */
  readonly owner: Account;
  /** A new account with 10,000 XLM. */
  account(): Promise<Account>;
  /** Compiles a contract (or takes a .wasm), and deploys it with the arguments of its constructor. */
  deploy<F extends Functions = Untyped>(path: string, args?: Record<string, unknown>): Promise<Contract<F>>;
  /** Compiles a contract (or takes a .wasm), and puts its code on the ledger, for others to be made or upgraded with. */
  upload(path: string): Promise<{ wasm: Uint8Array; hash: Buffer; spec: contract.Spec }>;
  /** A contract that is there already, by the spec of what it runs: another contract's, after an upgrade. */
  at<F extends Functions = Untyped>(address: string, spec: contract.Spec): Contract<F>;
  /** Lets time pass, and so many ledgers with it; one unless told. */
  pass(seconds: number, ledgers?: number): Promise<void>;
  /** Gives an account exactly so many stroops (0.0000001 XLM). */
  setBalance(account: Account, stroops: bigint): Promise<void>;
  /**
   * Somebody whose key is not to be had, a holder of a forked network for instance, in the hands of the test: the account gets
   * another signer. Where authorization is to be no matter, this is how.
   */
  impersonate(address: string): Promise<Account>;
  /**
   * From now on the authorization of these, contracts among them, is taken for granted, or without a list everybody's: nobody signs,
   * and no `__check_auth` is asked. What is answered ends it. `require_auth` of what called a contract is as ever.
   */
  mockAuth(whose?: readonly { address: string }[]): () => void;
  /** What the latest call asked to have authorized that was taken for granted, in order. */
  auths(): readonly MockedAuth[];
  /** What ran so far of the sources that were deployed or uploaded, if that is counted: all calls, simulations and failures included. */
  coverage(): Coverage;
  /** Puts a value into a contract's storage that it did not put there, for `ledgers` from now; 100,000 unless told. */
  setEntry(contract: { address: string }, stored: StoredValue, ledgers?: number): Promise<void>;
  /** Remembers the whole network. What is called later brings it back to this moment, as often as it is called. */
  snapshot(): Promise<() => Promise<void>>;
  /** What the calls of this kit needed, by function: print it. */
  readonly costs: CostReport;
  /** The network itself, without HTTP. */
  readonly direct: Direct;
  stop(): Promise<void>;
}

/** Starts a network in this process. `stop` ends it. */
export async function startKit({
  traces: traced = 'traps',
  coverage: isCovered = process.env[COVERAGE_FOLDER] !== undefined,
  ...options
}: KitOptions = {}): Promise<Kit> {
  const sandbox = await startSandbox({ ...options, testControls: true });
  const { rpcUrl, networkPassphrase, friendbotUrl } = sandbox;
  const network = openNetwork({ rpcUrl, networkPassphrase });
  const account = async (): Promise<Account> => {
    const keypair = Keypair.random();
    await fundAccount(network, friendbotUrl, keypair.publicKey());
    return { address: keypair.publicKey(), keypair };
  };
  const owner = await account();
  const direct = sandbox.direct!;
  const costs = new CostReport();
  // A source is built once, however often it is deployed.
  const builds = new Map<string, ReturnType<typeof buildContract>>();
  const build = (path: string): ReturnType<typeof buildContract> => {
    const building = builds.get(path) ?? buildContract(path);
    builds.set(path, building);
    return building;
  };
  const traces = new Traces(traced, async (hash, wasm) => {
    await control(rpcUrl, 'sandbox_debugBuild', { hash, wasm: Buffer.from(wasm).toString('base64') });
  });

  let granted: readonly MockedAuth[] = [];
  const cover = async (codeHash: string, path: string): Promise<void> => {
    if (!isCovered || !path.endsWith('.ts')) return;
    const { wasm, folder } = await compileContract({ entry: path, debug: true });
    direct.cover(codeHash, wasm, relative('.', folder));
  };

  /** What fails says where in the sources it did, as far as it is asked for. */
  async function explained<T>(payer: Account, invoke: xdr.HostFunction, run: () => T): Promise<Awaited<T>> {
    try {
      return await run();
    } catch (error) {
      throw await traces.explain(error, () => direct.prepare(payer.address, invoke).error);
    }
  }

  function handle<F extends Functions>(
    address: string,
    spec: contract.Spec,
    payer: Account,
    signers: readonly (Account | ContractAccount)[],
  ): Contract<F> {
    const submitter = createSubmitter({ network, channels: [payer.keypair], errorNames: errorNames([spec]) });
    const target = { contractId: address, spec };
    return {
      address,
      spec,
      async call(name, ...[args]) {
        const invoke = invocation(target, name, args as Record<string, unknown> | undefined);
        const { data, error, granted: taken } = direct.prepare(payer.address, invoke);
        granted = taken.map(mockedAuth);
        const outcome = await submitter.submit({
          invoke,
          authorize: async (entry, terms) => {
            const wanted = signerOf(entry);
            const signer = signers.find((one) => one.address === wanted);
            if (signer === undefined) throw new NotSigned(name, wanted, signers);
            return await signAs(signer, entry, terms);
          },
        });
        const value = await explained(payer, invoke, () => requireSuccess(outcome, `${name} of ${address}`));
        if (error === undefined) costs.add(name, costOf(data));
        return value === undefined ? undefined : spec.funcResToNative(name, value);
      },
      async read(name, ...[args]) {
        const named = args as Record<string, unknown> | undefined;
        return await explained(payer, invocation(target, name, named), () =>
          readContract(network, target, name, named),
        );
      },
      cost: (name, ...[args]) =>
        measure(direct, payer.address, invocation(target, name, args as Record<string, unknown> | undefined)),
      events: () => eventsOf(network, address),
      as: (other, ...others) => handle<F>(address, spec, other, [other, ...others]),
    };
  }

  return {
    rpcUrl,
    networkPassphrase,
    owner,
    account,
    direct,
    costs,
    setBalance: (whose, stroops) => setBalance(network, whose.keypair, stroops),
    impersonate: async (address) => ({ address, keypair: await addSigner(network, direct, address) }),
    mockAuth(whose) {
      direct.grant(whose === undefined ? 'all' : whose.map(({ address }) => address));
      return () => direct.grant([]);
    },
    auths: () => granted,
    coverage: () => new Coverage(direct.covered()),
    setEntry: ({ address }, stored, ledgers = 100_000) =>
      setEntry(direct, address, stored, direct.head.sequence + ledgers),
    async snapshot() {
      const { id } = await control(rpcUrl, 'sandbox_snapshot');
      return async () => void (await control(rpcUrl, 'sandbox_restore', { id }));
    },
    async deploy<F extends Functions>(path: string, args: Record<string, unknown> = {}) {
      const built = await build(path);
      const submitter = createSubmitter({ network, channels: [owner.keypair], errorNames: errorNames([built.spec]) });
      const deployment = { network, submitter, owner: owner.keypair };
      traces.add(built.hash, path);
      await cover(built.hash, path);
      const address = await deployContract(deployment, built, constructorArgs(built.spec, args));
      return handle<F>(address, built.spec, owner, [owner]);
    },
    async upload(path) {
      const { wasm, hash: wasmHash, spec } = await build(path);
      const submitter = createSubmitter({ network, channels: [owner.keypair] });
      await uploadCode({ network, submitter }, { wasm, hash: wasmHash });
      traces.add(wasmHash, path);
      await cover(wasmHash, path);
      return { wasm, hash: Buffer.from(wasmHash, 'hex'), spec };
    },
    at: (address, spec) => handle(address, spec, owner, [owner]),
    pass: (seconds, ledgers = 1) => direct.pass(seconds, ledgers),
    async stop() {
      const folder = process.env[COVERAGE_FOLDER];
      if (isCovered && folder !== undefined) leaveCoverage(folder, new Coverage(direct.covered()));
      await sandbox.stop();
    },
  };
}

/** Signs an entry as an account does: with its key, or with what its contract takes for a signature. */
async function signAs(
  signer: Account | ContractAccount,
  entry: xdr.SorobanAuthorizationEntry,
  { validUntilLedger, networkPassphrase }: { validUntilLedger: number; networkPassphrase: string },
): Promise<xdr.SorobanAuthorizationEntry> {
  if ('keypair' in signer) return await signEntry(entry, signer.keypair, validUntilLedger, networkPassphrase);
  const sign = async (preimage: xdr.HashIdPreimage) => ({ signatureScVal: await signer.sign(hash(preimage.toXdr())) });
  return await authorizeEntry(entry, sign, validUntilLedger, networkPassphrase);
}

/** A method that only a sandbox with test controls has. */
async function control(rpcUrl: string, method: string, params: object = {}): Promise<{ id?: string }> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { result, error } = (await response.json()) as { result?: { id?: string }; error?: { message: string } };
  if (result === undefined) throw new Error(`${method}: ${error?.message}`);
  return result;
}

/** A call needs the signature of somebody who does not sign it: `as` says who does. */
export class NotSigned extends Error {
  constructor(name: string, wanted: string | undefined, signers: readonly { address: string }[]) {
    const who = signers.map(({ address }) => address).join(' and ');
    super(`${name} needs the authorization of ${wanted}, and is signed by ${who}; nothing was sent`);
    this.name = 'NotSigned';
  }
}
