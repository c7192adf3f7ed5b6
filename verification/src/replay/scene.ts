import { xdr } from '@stellar/stellar-sdk';
import type { ProvedContract } from '../contracts.ts';
import type { Ending } from '../execution/machine.ts';
import type { Durability } from '../host/host-state.ts';
import type { World } from '../host/world.ts';
import type { Proof } from '../proofs/proof.ts';
import type { Model } from '../solver.ts';
import type { Term } from '../terms/term.ts';
import { type Caller, callerOf, type Given } from './caller.ts';
import { SELF, Values } from './values.ts';

/** A part of memory that a claim looked at. */
export interface Read {
  /** Where: so far behind what the function returned, or at an address. */
  readonly from: 'result' | bigint;
  readonly offset: number;
  readonly bits: number;
  readonly value: Term;
}

/** How a call ended, as far as the network tells of it. */
export interface Outcome {
  readonly by: 'return' | 'refusal' | 'trap';
  /** Of a refusal. */
  readonly code: number | undefined;
  /** Of a trap: Wasm's own, or an error of the host. */
  readonly trappedBy: 'machine' | 'host' | undefined;
  /** What an export returned, as XDR. */
  readonly value: string | undefined;
  /** What a function within returned and left in memory, in words of 32 bits. */
  readonly words: readonly number[];
  /** Entries that the contract looked at, as they are then: XDR of the value, nothing where there is none. */
  readonly entries: readonly (string | undefined)[];
  /** XDR of topics and data. */
  readonly events: readonly string[];
  /** Who was asked to authorize what, as XDR, sorted. */
  readonly authorized: readonly string[];
}

export interface SceneEntry {
  readonly durability: Durability;
  readonly key: xdr.ScVal;
  /** Before the call; nothing where there is none. */
  readonly value: xdr.ScVal | undefined;
}

export interface Answer {
  readonly contract: string;
  readonly name: string;
  readonly parameters: number;
  /** Nothing: it fails, with this number or by itself. */
  readonly value: xdr.ScVal | undefined;
  readonly code: number | undefined;
}

/** A counterexample as a network can have it: a contract, what it has stored, who there is, a call, and how it is said to end. */
export interface Scene {
  readonly contract: ProvedContract;
  readonly address: string;
  readonly everybody: readonly string[];
  readonly entries: readonly SceneEntry[];
  readonly answers: readonly Answer[];
  readonly sequence: bigint;
  readonly closeTime: bigint;
  readonly caller: Caller;
  readonly args: readonly xdr.ScVal[];
  readonly expected: Outcome;
}

/** Everything that one refuted end was made of. */
export interface Refuted {
  readonly proof: Proof;
  readonly contract: ProvedContract;
  readonly world: World;
  readonly args: readonly Term[];
  readonly handles: ReadonlyMap<string, Term>;
  readonly places: ReadonlyMap<string, Term>;
  readonly ending: Ending;
  readonly reads: readonly Read[];
  readonly model: Model;
}

export function sceneOf(refuted: Refuted): Scene {
  const { proof, contract, world, ending, model } = refuted;
  const { objects } = world.inputs;
  const values = new Values(objects, model, proof.fixed ?? {});
  const { host } = ending.state;
  const isExport = contract.module.exports.has(proof.function);
  const given: Given = { ...refuted, values, isExport };
  return {
    contract,
    address: values.address(values.input(SELF)),
    everybody: values.everybody(),
    entries: host.storage.map(({ durability, key, before }) => ({
      durability,
      key: values.value(key),
      value: values.bits(before.present) === 1n ? values.value(before.value) : undefined,
    })),
    answers: host.calls.map(({ contract: callee, name, args, result }) => {
      const bits = values.bits(result);
      const isError = (bits & 0xffn) === 3n;
      const ofContract = isError && ((bits >> 8n) & 0xffffffn) === 0n;
      return {
        contract: address(values.value(callee)),
        name,
        parameters: args.length,
        value: isError ? undefined : values.value(result),
        code: ofContract ? Number(bits >> 32n) : undefined,
      };
    }),
    sequence: values.input('ledger'),
    closeTime: values.input('now'),
    caller: callerOf(given),
    args: argumentsOf(given),
    expected: expectedOutcome(given),
  };
}

const address = (value: xdr.ScVal): string => {
  if (value.type !== 'scvAddress') throw new Error('a call of what is no contract');
  return value.address.toXdr('base64');
};

/** A call that fails leaves nothing. */
export const NOTHING_LEFT = {
  code: undefined,
  trappedBy: undefined,
  value: undefined,
  words: [],
  entries: [],
  events: [],
  authorized: [],
};

/** How the machine names what Wasm itself does not do. */
const OF_THE_MACHINE = ['unreachable', 'division', 'arithmetic'];

function expectedOutcome(given: Given): Outcome {
  const { ending, values, reads, isExport } = given;
  const { by } = ending;
  if (by === 'bound') throw new Error('an end beyond the bounds is no counterexample');
  if (by === 'trap')
    return { by, ...NOTHING_LEFT, trappedBy: OF_THE_MACHINE.includes(ending.why) ? 'machine' : 'host' };
  if (by === 'refusal') return { by, ...NOTHING_LEFT, code: Number(values.bits(ending.code)) };
  const { host } = ending.state;
  const xdrOf = (term: Term): string => values.value(term).toXdr('base64');
  const results = isExport ? [] : [...(ending.value ? [ending.value] : []), ...reads.map(({ value }) => value)];
  return {
    by,
    code: undefined,
    trappedBy: undefined,
    value: isExport ? (ending.value ? xdrOf(ending.value) : undefined) : undefined,
    words: results.flatMap((term) => wordsOf(values.bits(term), term.width)),
    entries: host.storage.map(({ present, value }) => (values.bits(present) === 1n ? xdrOf(value) : undefined)),
    events: host.events.map(({ topics, data }) => `${xdrOf(topics)} ${xdrOf(data)}`),
    authorized: [...new Set(host.authorized.map((demand) => demandOf(given, demand)))].sort(),
  };
}

/** An address, and the arguments that it was asked about: the call's own where nothing else is said. */
function demandOf(given: Given, demand: Term): string {
  const value = given.values.value(demand);
  if (value.type !== 'scvVec' || !value.vec) throw new Error('a demand that is none');
  const [who, what] = value.vec as [xdr.ScVal, xdr.ScVal];
  const args = what.type === 'scvVoid' ? xdr.ScVal.scvVec(argumentsOf(given)) : what;
  return xdr.ScVal.scvVec([who, args]).toXdr('base64');
}

const argumentsOf = ({ isExport, args, handles, values }: Given): xdr.ScVal[] =>
  (isExport ? args : [...handles.values()]).map((arg) => values.value(arg));

/** The lowest first. */
const wordsOf = (value: bigint, width: number): number[] =>
  Array.from({ length: Math.ceil(width / 32) }, (_, i) => Number((value >> BigInt(32 * i)) & 0xffffffffn));
