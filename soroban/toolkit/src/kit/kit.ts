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
import { type contract, Keypair } from '@stellar/stellar-sdk';
import { buildContract } from '../project/contracts.ts';
import { deployContract, Refusal, requireSuccess } from '../project/deploying.ts';
import { constructorArgs } from '../project/spec-arguments.ts';

export { Refusal };

/** The functions of a contract, as `soroban-ts build` writes them down from its spec. */
type Functions = Record<string, { args: object; result: unknown }>;
type Untyped = Record<string, { args: Record<string, unknown>; result: unknown }>;
type ArgsOf<E extends { args: object }> = keyof E['args'] extends never ? [] : [args: E['args']];

/** Somebody with 10,000 XLM and a key. */
export interface Account {
  /** G… */
  readonly address: string;
  readonly keypair: Keypair;
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
  /** The same contract, called by others: they alone sign. */
  as(...signers: Account[]): Contract<F>;
}

export interface KitOptions extends Pick<SandboxOptions, 'now' | 'closeMs' | 'networkPassphrase'> {}

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
  /** Lets time pass, and so many ledgers with it; one unless told. */
  pass(seconds: number, ledgers?: number): Promise<void>;
  /** The network itself, without HTTP. */
  readonly direct: Direct;
  stop(): Promise<void>;
}

/** Starts a network in this process. `stop` ends it. */
export async function startKit(options: KitOptions = {}): Promise<Kit> {
  const sandbox = await startSandbox({ ...options, testControls: true });
  const { rpcUrl, networkPassphrase, friendbotUrl } = sandbox;
  const network = openNetwork({ rpcUrl, networkPassphrase });
  const account = async (): Promise<Account> => {
    const keypair = Keypair.random();
    await fundAccount(network, friendbotUrl, keypair.publicKey());
    return { address: keypair.publicKey(), keypair };
  };
  const owner = await account();

  function handle<F extends Functions>(address: string, spec: contract.Spec, signers: readonly Account[]): Contract<F> {
    const [payer] = signers;
    if (payer === undefined) throw new TypeError('somebody has to call: give `as` an account');
    const submitter = createSubmitter({ network, channels: [payer.keypair], errorNames: errorNames([spec]) });
    const target = { contractId: address, spec };
    return {
      address,
      spec,
      async call(name, ...[args]) {
        const outcome = await submitter.submit({
          invoke: invocation(target, name, args as Record<string, unknown> | undefined),
          authorize: async (entry, terms) => {
            const wanted = signerOf(entry);
            const signer = signers.find((one) => one.address === wanted);
            if (signer === undefined) throw new NotSigned(name, wanted, signers);
            return await signEntry(entry, signer.keypair, terms.validUntilLedger, terms.networkPassphrase);
          },
        });
        const value = requireSuccess(outcome, `${name} of ${address}`);
        return value === undefined ? undefined : spec.funcResToNative(name, value);
      },
      read: (name, ...[args]) => readContract(network, target, name, args as Record<string, unknown> | undefined),
      as: (...others) => handle<F>(address, spec, others),
    };
  }

  return {
    rpcUrl,
    networkPassphrase,
    owner,
    account,
    direct: sandbox.direct!,
    async deploy<F extends Functions>(path: string, args: Record<string, unknown> = {}) {
      const built = await buildContract(path);
      const submitter = createSubmitter({ network, channels: [owner.keypair], errorNames: errorNames([built.spec]) });
      const deployment = { network, submitter, owner: owner.keypair };
      const address = await deployContract(deployment, built, constructorArgs(built.spec, args));
      return handle<F>(address, built.spec, [owner]);
    },
    pass: (seconds, ledgers = 1) => sandbox.direct!.pass(seconds, ledgers),
    stop: () => sandbox.stop(),
  };
}

/** A call needs the signature of somebody who does not sign it: `as` says who does. */
export class NotSigned extends Error {
  constructor(name: string, wanted: string | undefined, signers: readonly Account[]) {
    const who = signers.map(({ address }) => address).join(' and ');
    super(`${name} needs the authorization of ${wanted}, and is signed by ${who}; nothing was sent`);
    this.name = 'NotSigned';
  }
}
