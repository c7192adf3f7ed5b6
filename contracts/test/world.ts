import { createHash } from 'node:crypto';
import {
  type ContractArgs,
  type ContractHandle,
  contractIdOf,
  createContract,
  fundAccount,
  invocation,
  type Network,
  openNetwork,
  tryReadContract,
  uploadWasm,
} from '@istsi/soroban-client';
import { type NetworkCopy, type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { contract, type xdr } from '@stellar/stellar-sdk';
import { type ContractName, contractNames, loadContract } from '../src/index.ts';
import { createPeople, type People, type Person, personNames } from './people.ts';
import { Refusal } from './refusal.ts';
import { type Sign, signWith, submit } from './transaction.ts';

export { createPeople, type People, type Person } from './people.ts';
export { Refusal } from './refusal.ts';

/** Every contract on an in-memory network of its own, wired as in production, with real keys and enforced authorization. */
export interface World {
  readonly sandbox: Sandbox;
  readonly network: Network;
  readonly contracts: Record<ContractName, ContractHandle>;
  readonly people: People;
  address(person: Person): string;
  /** Submits a call; throws a `Refusal` when it did not happen. */
  invoke<T>(name: ContractName, method: string, args: ContractArgs, options: InvokeOptions): Promise<T>;
  /** Asks without a transaction; throws a `Refusal` when the contract does. */
  read<T>(name: ContractName, method: string, args?: ContractArgs): Promise<T>;
  advanceTime(seconds: number): Promise<void>;
  advanceLedgers(count: number): Promise<void>;
  /** Another world that begins as this one is, and goes its own way. */
  copy(): Promise<World>;
  stop(): Promise<void>;
}

export interface InvokeOptions {
  /** Pays for and signs the transaction; what it must authorize itself is covered by that. */
  by: Person;
  /** Who else signs, with their own keys. */
  signers?: Person[];
  /** Takes the place of `signers`: forgeries. */
  sign?: Sign;
  /** Send even when simulation refuses the signatures. */
  blindly?: boolean;
  /** Nobody but `by` authorizes anything, and simulation does not pretend that others would. */
  alone?: boolean;
}

/** Numbers of the reserve manager's enum. */
export const BitcoinNetwork = { Mainnet: 0, Testnet: 1, Signet: 2, Regtest: 3 } as const;

/** Where change goes in these worlds: a P2WSH program that nobody has a key for. */
export const reserveScript = Buffer.concat([Buffer.from([0, 32]), createHash('sha256').update('reserve').digest()]);

export interface WorldOptions {
  bitcoinNetwork?: number;
  /** Basis points. */
  minRatioBps?: number;
  threshold?: number;
  governance?: GovernanceOptions;
  /** Milliseconds, in place of the machine's clock. */
  now?: () => number;
  /** How many ledgers of history are kept. */
  historyLedgers?: number;
}

/** One Super Admin who decides at once, unless said otherwise. */
export interface GovernanceOptions {
  superAdmins?: Person[];
  threshold?: number;
  /** Seconds. */
  delay?: bigint;
  /** Seconds. */
  expiry?: bigint;
}

/** Which Wasm a world runs, and what its constructors are given. */
export interface Deployment {
  wasmOf(name: ContractName): Uint8Array;
  argsOf(id: (name: ContractName) => string, address: (person: Person) => string): Record<ContractName, ContractArgs>;
}

/** Worlds just deployed, by their options: hundreds of tests begin with one, and all keys are fixed. */
const deployed = new Map<string, Promise<Origin>>();

/** What a world begins with. */
interface Origin {
  network: NetworkCopy;
  contracts: Record<ContractName, ContractHandle>;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { now, ...settings } = options;
  const key = JSON.stringify([settings, now?.()], (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  const origin = deployed.get(key) ?? deployOnce(options);
  deployed.set(key, origin);
  return await beginWorld(options, await origin);
}

async function deployOnce(options: WorldOptions): Promise<Origin> {
  const world = await openWorld(options, {
    wasmOf: (name) => loadContract(name).wasm,
    argsOf: (id, address) => constructorArgs(options, id, address),
  });
  const network = await world.sandbox.direct!.copy();
  await world.stop();
  return { network, contracts: world.contracts };
}

/** A world of other contracts than today's build. */
export async function openWorld(options: WorldOptions, deployment: Deployment): Promise<World> {
  const sandbox = await openSandbox(options);
  const network = openNetwork(sandbox);
  const people = createPeople();
  await Promise.all(personNames.map((name) => fundAccount(network, sandbox.friendbotUrl, people[name].publicKey())));
  return worldOn(options, sandbox, await deploy(network, people, deployment));
}

async function beginWorld(options: WorldOptions, { network, contracts }: Origin): Promise<World> {
  return worldOn(options, await openSandbox(options, network), { ...contracts });
}

const openSandbox = ({ now, historyLedgers }: WorldOptions, copyOf?: NetworkCopy): Promise<Sandbox> =>
  startSandbox({
    testControls: true,
    ...(now && { now }),
    ...(historyLedgers && { historyLedgers }),
    ...(copyOf && { copyOf }),
  });

function worldOn(options: WorldOptions, sandbox: Sandbox, contracts: Record<ContractName, ContractHandle>): World {
  const network = openNetwork(sandbox);
  const people = createPeople();
  return {
    sandbox,
    network,
    contracts,
    people,
    address: (person) => people[person].publicKey(),
    async invoke<T>(name: ContractName, method: string, args: ContractArgs, by: InvokeOptions) {
      const target = contracts[name];
      const value = await submit({
        network,
        source: people[by.by],
        invoke: invocation(target, method, args),
        sign:
          by.sign ??
          signWith(
            network,
            (by.signers ?? []).map((signer) => people[signer]),
          ),
        blindly: by.blindly ?? false,
        alone: by.alone ?? false,
      });
      return target.spec.funcResToNative(method, value) as T;
    },
    async read<T>(name: ContractName, method: string, args: ContractArgs = {}) {
      const outcome = await tryReadContract<T>(network, contracts[name], method, args);
      if (outcome.ok) return outcome.value;
      const code = outcome.failure.contractError?.code;
      throw new Refusal(code === undefined ? outcome.failure.text : `Error(Contract, #${code})`);
    },
    advanceLedgers: (count) => control(network, 'sandbox_advanceLedgers', { count }),
    advanceTime: (seconds) => control(network, 'sandbox_advanceTime', { seconds }),
    copy: async () => await beginWorld(options, { network: await sandbox.direct!.copy(), contracts }),
    stop: () => sandbox.stop(),
  };
}

/** Calls one of the sandbox's own methods, which no other network has. */
async function control(network: Network, method: string, params: object): Promise<void> {
  const response = await fetch(network.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const answer = (await response.json()) as { error?: { message: string } };
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
}

/** What each contract is born with. */
export function constructorArgs(
  { minRatioBps = 10_000, bitcoinNetwork = BitcoinNetwork.Regtest, threshold = 2, governance = {} }: WorldOptions,
  id: (name: ContractName) => string,
  address: (person: Person) => string,
): Record<ContractName, ContractArgs> {
  return {
    'integration-router': {
      super_admins: (governance.superAdmins ?? ['superAdmin']).map(address),
      kyc_registry: id('kyc-registry'),
      istsi_token: id('istsi-token'),
      reserve_manager: id('reserve-manager'),
      operators: [address('operator')],
      compliance_officers: [address('officer')],
      governance: {
        threshold: governance.threshold ?? 1,
        delay: governance.delay ?? 0n,
        expiry: governance.expiry ?? 86_400n,
      },
    },
    'kyc-registry': { router: id('integration-router'), callers: [id('istsi-token')] },
    'istsi-token': {
      router: id('integration-router'),
      kyc_registry: id('kyc-registry'),
      reserve_manager: id('reserve-manager'),
      name: 'iSTSi',
      symbol: 'iSTSi',
    },
    'reserve-manager': {
      router: id('integration-router'),
      istsi_token: id('istsi-token'),
      custodians: [address('custodian1'), address('custodian2'), address('custodian3')],
      threshold,
      min_ratio_bps: minRatioBps,
      network: bitcoinNetwork,
      reserve_script: reserveScript,
    },
    'fungible-token': {
      admin: id('integration-router'),
      name: 'Digital Dollar',
      symbol: 'DUSD',
      decimals: 7,
      cap: 10n ** 15n,
      kyc_registry: id('kyc-registry'),
    },
    'price-oracle': {
      router: id('integration-router'),
      base: { tag: 'Other', values: ['USD'] },
      decimals: 14,
      resolution: 60,
      assets: [{ tag: 'Stellar', values: [id('istsi-token')] }],
      config: {
        reporters: [address('reporter1'), address('reporter2'), address('reporter3')],
        quorum: 3,
        max_age: 600n,
        max_deviation_bps: 500,
        max_twap_deviation_bps: 1_000,
      },
    },
  };
}

async function deploy(
  network: Network,
  people: People,
  { wasmOf, argsOf }: Deployment,
): Promise<Record<ContractName, ContractHandle>> {
  const deployer = people.deployer;
  const handles = Object.fromEntries(
    contractNames.map((name) => [
      name,
      {
        contractId: contractIdOf(network.networkPassphrase, deployer.publicKey(), saltOf(name)),
        spec: contract.Spec.fromWasm(Buffer.from(wasmOf(name))),
      },
    ]),
  ) as Record<ContractName, ContractHandle>;
  const args = argsOf(
    (name) => handles[name].contractId,
    (person) => people[person].publicKey(),
  );
  const act = (invoke: xdr.HostFunction) => submit({ network, source: deployer, invoke, sign: signWith(network, []) });
  for (const name of contractNames) {
    const wasm = wasmOf(name);
    const hash = createHash('sha256').update(wasm).digest('hex');
    await act(uploadWasm(wasm));
    const constructorArgs = handles[name].spec.funcArgsToScVals('__constructor', args[name]);
    await act(createContract(deployer.publicKey(), saltOf(name), hash, constructorArgs));
  }
  return handles;
}

const saltOf = (name: ContractName): Uint8Array => createHash('sha256').update(name).digest();
