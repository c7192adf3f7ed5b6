import type { BuiltContractName } from '@istsi/contracts';
import type { Lengths } from '../host/inputs.ts';
import type { Refuted } from '../replay/scene.ts';
import type { Term } from '../terms/term.ts';
import type { Ended } from './ended.ts';

/** What stands in memory: bits, a number of 32 bits, the handle of an object of a type, or the address of another structure. */
export type InMemory =
  | 8
  | 32
  | 64
  | { readonly exactly: number }
  | { readonly handle: string }
  | { readonly to: string };

/** A statement about a function of a deployed contract, for all inputs within bounds. */
export interface Proof {
  readonly id: string;
  /** What is shown, in English, and no more than is shown. */
  readonly statement: string;
  /** For which inputs: whatever is not said here is any value of its type. */
  readonly bounds: string;
  readonly contract: BuiltContractName;
  /** An export, or a function by its name in the sources. */
  readonly function: string;
  /** Arguments: types of the contract's interface, or widths in bits of a function within. */
  readonly parameters: readonly (readonly [name: string, type: string | 32 | 64])[];
  /** Arguments of a function within that are handles of the host's objects, and their types. */
  readonly handles?: Readonly<Record<string, string>>;
  /** Structures in memory that arguments point to: which argument, at which offset, which input of how many bits. */
  readonly memory?: readonly (readonly [pointer: string, offset: number, name: string, is: InMemory])[];
  /** Where structures stand that are larger than 128 bytes: above whatever the function makes. */
  readonly places?: Readonly<Record<string, number>>;
  /** Lengths of lists and byte strings among the inputs. */
  readonly lengths?: Lengths;
  /** Inputs that are one number, by their names; `bounds` says it in words. */
  readonly fixed?: Readonly<Record<string, bigint>>;
  /** Globals of the module that are other numbers than in the beginning, by index. */
  readonly globals?: Readonly<Record<number, number>>;
  /** What other contracts answer, by function: a type. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Further types, of answers. */
  readonly types?: Readonly<Record<string, readonly string[]>>;
  readonly loops?: number;
  readonly ways?: number;
  readonly timeoutMs?: number;
  /** What is taken for granted of the inputs; `bounds` says it in words. */
  readonly assume?: () => readonly Term[];
  /** What must be true of every end. */
  readonly claim: (end: Ended) => Term;
  /** The ends that must be possible: a claim about none of them would say nothing. */
  readonly reaches: readonly ('return' | 'refusal' | 'trap')[];
  /**
   * It says of every input how the call ends and what it returns, and the function does nothing else: another one of which it
   * is true cannot be told from this one.
   */
  readonly isWhole?: boolean;
  /** Functions whose arithmetic and comparisons are changed to see whether a proof notices; the proof's own by default. */
  readonly mutates?: readonly string[];
}

export interface ProofResult {
  readonly proof: Proof;
  readonly verdict: 'proved' | 'refuted' | 'unknown';
  readonly ways: number;
  readonly ms: number;
  readonly wasmHash: string;
  /** Why nothing is known, or which claim fails. */
  readonly why: string;
  /** The inputs for which the statement is false. */
  readonly counterexample: ReadonlyMap<string, bigint> | undefined;
  /** What the counterexample was made of: what `sceneOf` makes a call in a network from. */
  readonly refuted: Refuted | undefined;
  /** Names of the functions that were run. */
  readonly ran: readonly string[];
}
