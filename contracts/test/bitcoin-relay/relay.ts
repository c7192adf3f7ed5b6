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
  readContract,
  uploadWasm,
} from '@istsi/soroban-client';
import { type NetworkCopy, type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { contract, type Keypair, scValToNative, type xdr } from '@stellar/stellar-sdk';
import { loadContract } from '../../src/index.ts';
import { ledgerEvents } from '../events.ts';
import { createPeople } from '../people.ts';
import { Refusal } from '../refusal.ts';
import { signWith, submit } from '../transaction.ts';

/** What the constructor takes as a network's rules. */
export interface Rules {
  is_bip94: boolean;
  limit_bits: number;
  minimum_when_late: boolean;
  retargets: boolean;
  version_2_height: number;
  version_3_height: number;
  version_4_height: number;
}

export interface Checkpoint {
  epoch_bits: number;
  epoch_time: number;
  headers: Buffer;
  height: number;
  work: bigint;
}

export interface Tip {
  hash: Uint8Array;
  height: number;
  time: number;
  work: bigint;
}

/** A relay on a network of its own, whose clock stands still. */
export interface Relay {
  readonly network: Network;
  /** Where an account gets lumens. */
  readonly friendbotUrl: string;
  readonly contract: ContractHandle;
  /** Who deployed it and pays here, an account like any other. */
  readonly payer: Keypair;
  /** The number of the error that headers would meet, or undefined if they would be taken. Nothing changes. */
  judge(headers: Uint8Array): number | undefined;
  /** Returns the height of the new tip. Throws a `Refusal`. */
  submit(headers: Uint8Array): Promise<number>;
  /** As `judge`, of any entry. */
  refusalOf(method: string, args: ContractArgs): number | undefined;
  read<T>(method: string, args?: ContractArgs): Promise<T>;
  /** What was published in the latest ledger, in order. */
  events(): Promise<{ name: unknown; data: unknown }[]>;
  /** Another one that begins as this one is. */
  copy(): Promise<Relay>;
  stop(): Promise<void>;
}

/** 15 January 2027, 08:00 UTC, in seconds. */
export const NOW = 1_800_000_000;

/** Bitcoin's rules, but for a difficulty that a test can meet: four hashes. */
export const EASY: Rules = {
  is_bip94: false,
  limit_bits: 0x203fffff,
  minimum_when_late: false,
  retargets: true,
  version_2_height: 1,
  version_3_height: 1,
  version_4_height: 1,
};

export const REGTEST: Rules = { ...EASY, limit_bits: 0x207fffff, minimum_when_late: true, retargets: false };

/** Without rules, Bitcoin's own. Throws a `Refusal` when the constructor does. */
export async function startRelay(rules: Rules | undefined, checkpoint: Checkpoint): Promise<Relay> {
  const sandbox = await openSandbox();
  try {
    const network = openNetwork(sandbox);
    const { deployer } = createPeople();
    await fundAccount(network, sandbox.friendbotUrl, deployer.publicKey());
    const { wasm, hash } = loadContract('bitcoin-relay');
    const salt = createHash('sha256').update('relay').digest();
    const spec = contract.Spec.fromWasm(Buffer.from(wasm));
    const act = (invoke: xdr.HostFunction) =>
      submit({ network, source: deployer, invoke, sign: signWith(network, []) });
    await act(uploadWasm(wasm));
    const args = spec.funcArgsToScVals('__constructor', { rules, checkpoint });
    await act(createContract(deployer.publicKey(), salt, hash, args));
    const contractId = contractIdOf(network.networkPassphrase, deployer.publicKey(), salt);
    return relayOn(sandbox, { contractId, spec });
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

const openSandbox = (copyOf?: NetworkCopy): Promise<Sandbox> =>
  startSandbox({ testControls: true, now: () => NOW * 1000, ...(copyOf && { copyOf }) });

function relayOn(sandbox: Sandbox, handle: ContractHandle): Relay {
  const network = openNetwork(sandbox);
  const { deployer } = createPeople();
  const refusalOf: Relay['refusalOf'] = (method, args) => {
    const { error } = sandbox.direct!.prepare(deployer.publicKey(), invocation(handle, method, args));
    if (error === undefined) return undefined;
    const { code } = new Refusal(error);
    if (code === undefined) throw new Error(error);
    return code;
  };
  return {
    network,
    contract: handle,
    payer: deployer,
    friendbotUrl: sandbox.friendbotUrl,
    refusalOf,
    judge: (headers) => refusalOf('submit', { headers: Buffer.from(headers) }),
    async submit(headers) {
      const invoke = invocation(handle, 'submit', { headers: Buffer.from(headers) });
      const value = await submit({ network, source: deployer, invoke, sign: signWith(network, []) });
      return handle.spec.funcResToNative('submit', value) as number;
    },
    read: <T>(method: string, args: ContractArgs = {}) => readContract<T>(network, handle, method, args),
    events: async () =>
      (await ledgerEvents(network, 'latest')).map(({ topic, value }) => ({
        name: scValToNative(topic[0]!),
        data: scValToNative(value),
      })),
    copy: async () => relayOn(await openSandbox(await sandbox.direct!.copy()), handle),
    stop: () => sandbox.stop(),
  };
}
