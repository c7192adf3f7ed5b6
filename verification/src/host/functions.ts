import type { HostAnswer } from '../execution/machine.ts';
import type { State } from '../execution/state.ts';
import type { Term } from '../terms/term.ts';
import type { Objects } from './objects.ts';

/** What the functions of the host are given to answer with. */
export interface HostView {
  readonly objects: Objects;
  ofVec(value: Term, state: State, then: Then<readonly Term[]>): HostAnswer[];
  ofMap(value: Term, state: State, then: Then<readonly (readonly [Term, Term])[]>): HostAnswer[];
  ofBytes(value: Term, state: State, then: Then<readonly Term[]>): HostAnswer[];
  /** A position as a number: of one that is not plain, every one that is possible. */
  atPosition(value: Term, state: State, then: Then<number>): HostAnswer[];
  /** The states in which it holds; the others end. */
  demand(state: State, condition: Term, why: string): State[];
  trap(state: State, why: string): [];
  orTrap(state: State, value: Term | undefined): HostAnswer[];
  word(state: State, at: Term, index: number): Term;
  putWord(state: State, at: Term, index: number, value: Term): void;
  memoryBytes(state: State, at: Term, length: number): Term[];
  putBytes(state: State, at: Term, bytes: readonly Term[]): void;
  text(state: State, at: Term, length: number): string;
  /** Names as (pointer, length) pairs. */
  names(state: State, at: Term, count: number): string[];
}

export type Then<Value> = (value: Value, state: State) => HostAnswer[];

export type HostFunctions = Readonly<
  Record<string, (host: HostView, args: readonly Term[], state: State) => HostAnswer[]>
>;
