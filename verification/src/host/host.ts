import { findHostFunction } from '@istsi/soroban-sdk/host-functions';
import type { Ending, HostAnswer, HostCalls } from '../execution/machine.ts';
import type { State } from '../execution/state.ts';
import { add, eq, extract, not } from '../terms/bits.ts';
import { constant, isConst, type Term } from '../terms/term.ts';
import { bytesFunctions, mapFunctions, vecFunctions } from './containers.ts';
import type { HostFunctions, HostView, Then } from './functions.ts';
import { ledgerFunctions } from './ledger.ts';
import { numberFunctions } from './numbers.ts';
import type { Objects } from './objects.ts';
import { storageFunctions } from './storage.ts';
import type { World } from './world.ts';

const MOST_POSITIONS = 128;

/** Answers what a contract asks of the host, for every way through it. What is not summarized here ends the proof with an error. */
export class SymbolicHost implements HostCalls, HostView {
  readonly objects: Objects;
  private readonly functions: HostFunctions;
  private end: (ending: Ending) => void = () => undefined;

  constructor(world: World) {
    this.objects = world.inputs.objects;
    this.functions = {
      ...numberFunctions,
      ...vecFunctions,
      ...mapFunctions,
      ...bytesFunctions,
      ...storageFunctions(world),
      ...ledgerFunctions(world),
    };
  }

  call(name: string, args: readonly Term[], state: State, end: (ending: Ending) => void): HostAnswer[] {
    this.end = end;
    const [module, exported] = name.split('.') as [string, string];
    const hostFunction = findHostFunction(module, exported)?.name ?? name;
    const answer = this.functions[hostFunction];
    if (!answer) throw new Error(`there is no summary of the host function ${hostFunction}`);
    if (hostFunction === 'fail_with_error') {
      end({ by: 'refusal', state, code: extract(args[0]!, 32, 32) });
      return [];
    }
    return answer(
      this,
      args.map((arg) => state.resolve(arg)),
      state,
    );
  }

  ofVec(value: Term, state: State, then: Then<readonly Term[]>): HostAnswer[] {
    return this.ofObject(value, state, (plain, state) => {
      const vec = this.objects.getAs(plain, 'vec');
      return vec ? then(vec.items, state) : this.trap(state, 'no list');
    });
  }

  ofMap(value: Term, state: State, then: Then<readonly (readonly [Term, Term])[]>): HostAnswer[] {
    return this.ofObject(value, state, (plain, state) => {
      const map = this.objects.getAs(plain, 'map');
      return map ? then(map.entries, state) : this.trap(state, 'no map');
    });
  }

  ofBytes(value: Term, state: State, then: Then<readonly Term[]>): HostAnswer[] {
    return this.ofObject(value, state, (plain, state) => {
      const bytes = this.objects.getAs(plain, 'bytes', 'string', 'symbol');
      return bytes ? then(bytes.bytes, state) : this.trap(state, 'no bytes');
    });
  }

  /** Every value that it may be, each where it is that. */
  private ofObject(value: Term, state: State, then: Then<Term>): HostAnswer[] {
    const plain = state.resolve(value);
    if (plain.op !== 'ite') return then(plain, state);
    const [condition, yes, no] = plain.args as [Term, Term, Term];
    return [[condition, yes] as const, [not(condition), no] as const].flatMap(([holds, side]) => {
      const way = state.with(holds);
      return way ? this.ofObject(side, way, then) : [];
    });
  }

  atPosition(value: Term, state: State, then: Then<number>): HostAnswer[] {
    const index = extract(state.resolve(value), 32, 32);
    if (isConst(index)) return then(Number(index.value), state);
    const answers: HostAnswer[] = [];
    let rest: State | undefined = state;
    for (let i = 0; i < MOST_POSITIONS && rest; i++) {
      const is = eq(index, constant(32, i));
      const here: State | undefined = rest.with(is);
      if (here) answers.push(...then(i, here));
      rest = rest.with(not(is));
    }
    if (rest) this.end({ by: 'bound', state: rest, why: `a position beyond ${MOST_POSITIONS}` });
    return answers;
  }

  demand(state: State, condition: Term, why: string): State[] {
    const refused = state.with(not(condition));
    if (refused) this.trap(refused, why);
    const goesOn = state.with(condition);
    return goesOn ? [goesOn] : [];
  }

  trap(state: State, why: string): [] {
    this.end({ by: 'trap', state, why });
    return [];
  }

  orTrap(state: State, value: Term | undefined): HostAnswer[] {
    return value ? [{ state, value }] : this.trap(state, 'beyond the end');
  }

  word(state: State, at: Term, index: number): Term {
    return state.resolve(state.memory.load(add(at, constant(32, 8 * index)), 8));
  }

  putWord(state: State, at: Term, index: number, value: Term): void {
    state.memory.store(add(at, constant(32, 8 * index)), value);
  }

  memoryBytes(state: State, at: Term, length: number): Term[] {
    return Array.from({ length }, (_, i) => state.memory.load(add(at, constant(32, i)), 1));
  }

  putBytes(state: State, at: Term, bytes: readonly Term[]): void {
    for (const [i, byte] of bytes.entries()) state.memory.store(add(at, constant(32, i)), byte);
  }

  text(state: State, at: Term, length: number): string {
    const bytes = this.memoryBytes(state, at, length);
    if (!bytes.every(isConst)) throw new Error('a text that is not known');
    return Buffer.from(bytes.map((byte) => Number(byte.value))).toString();
  }

  names(state: State, at: Term, count: number): string[] {
    return Array.from({ length: count }, (_, i) => {
      const slice = this.word(state, at, i);
      return this.text(state, extract(slice, 0, 32), Number(extract(slice, 32, 32).value));
    });
  }
}
