import { emptyHost } from '../host/host-state.ts';
import type { Solver } from '../solver.ts';
import * as bits from '../terms/bits.ts';
import { ite, not } from '../terms/bits.ts';
import { constant, type Term } from '../terms/term.ts';
import type { Instruction, WasmFunction, WasmModule } from '../wasm/module.ts';
import { FIRST_DATA, Memory } from './memory.ts';
import { numericOperation } from './numeric.ts';
import { mergeAll, State } from './state.ts';
import type { Summary } from './summaries.ts';

/** How one way through a program ends. */
export type Ending =
  | { readonly by: 'return'; readonly state: State; readonly value: Term | undefined }
  /** The contract's own refusal, by its number. */
  | { readonly by: 'refusal'; readonly state: State; readonly code: Term }
  /** What the machine or the host refuses. */
  | { readonly by: 'trap'; readonly state: State; readonly why: string }
  /** Further than the bounds of the proof allow: nothing is known of what comes after. */
  | { readonly by: 'bound'; readonly state: State; readonly why: string };

export interface HostAnswer {
  readonly state: State;
  readonly value: Term;
}

export interface HostCalls {
  /** Answers a call of an imported function. Ways that end there are told to `end`. */
  call(name: string, args: readonly Term[], state: State, end: (ending: Ending) => void): HostAnswer[];
}

export interface Bounds {
  /** How often the body of a loop is entered. */
  readonly loops: number;
  /** How many ways are followed at once. */
  readonly ways: number;
  readonly timeoutMs: number;
}

type Exit = { readonly state: State; readonly to: number | 'return' };

/** Runs functions of a module on expressions in place of numbers, every way through them at once. */
export class Machine {
  private readonly module: WasmModule;
  private readonly host: HostCalls;
  private readonly solver: Solver;
  private readonly bounds: Bounds;
  private readonly data: ReadonlyMap<number, number>;
  private readonly summaries: ReadonlyMap<number, Summary>;
  private endings: Ending[] = [];
  /** The functions that were entered. */
  readonly entered = new Set<number>();

  constructor(
    module: WasmModule,
    host: HostCalls,
    solver: Solver,
    bounds: Bounds,
    summaries: ReadonlyMap<number, Summary>,
  ) {
    this.module = module;
    this.summaries = summaries;
    this.host = host;
    this.solver = solver;
    this.bounds = bounds;
    const data = new Map<number, number>();
    for (const { start, bytes } of module.data) {
      if (start < FIRST_DATA) throw new Error('the module has data where only a proof puts something');
      for (const [i, byte] of bytes.entries()) data.set(start + i, byte);
    }
    this.data = data;
  }

  begin(conditions: readonly Term[]): State {
    return new State({
      locals: [],
      stack: [],
      globals: this.module.globals.map(({ width, value }) => constant(width, value)),
      memory: new Memory(this.data),
      pages: this.module.pages,
      host: emptyHost,
      conditions: conditions.filter((condition) => condition.op !== 'const' || condition.value === 0n),
    });
  }

  /** Every way that a call of a function can end. */
  run(index: number, args: readonly Term[], state: State): Ending[] {
    this.endings = [];
    const returned = this.callFunction(index, args, state);
    return [...this.endings, ...returned.map(({ state, value }): Ending => ({ by: 'return', state, value }))];
  }

  private callFunction(index: number, args: readonly Term[], from: State): { state: State; value: Term | undefined }[] {
    const callee = this.module.functions[index];
    if (!callee) return this.callHost(index, args, from);
    const summary = this.summaries.get(index);
    if (summary) {
      const { goesOn, traps, value } = summary(args, from);
      this.trap(traps, 'arithmetic');
      return goesOn ? [{ state: goesOn, value }] : [];
    }
    this.entered.add(index);
    const { locals, stack } = from;
    const state = from.copy();
    state.locals = [...args, ...callee.locals.map((width) => constant(width, 0n))];
    state.stack = [];
    const ended = this.finish(callee, this.runList(callee.body, state));
    return ended.map((end) => {
      const value = callee.hasResult ? end.stack.at(-1) : undefined;
      end.locals = [...locals];
      end.stack = [...stack];
      return { state: end, value };
    });
  }

  /** What a function was left with, by its end or by a return: nothing is left of its own but a result. */
  private finish(callee: WasmFunction, { next, exits }: { next: State[]; exits: Exit[] }): State[] {
    const ended = [...next, ...exits.map(({ state }) => state)];
    for (const state of ended) {
      state.locals = [];
      state.stack = callee.hasResult ? [state.stack.at(-1)!] : [];
    }
    return mergeAll(ended);
  }

  private callHost(index: number, args: readonly Term[], state: State): { state: State; value: Term | undefined }[] {
    const { name, hasResult } = this.module.imports[index]!;
    const answers = this.host.call(name, args, state, (ending) => this.endings.push(ending));
    return answers.map(({ state, value }) => ({ state, value: hasResult ? value : undefined }));
  }

  private runList(list: readonly Instruction[], start: State): { next: State[]; exits: Exit[] } {
    let live = [start];
    const exits: Exit[] = [];
    for (const instruction of list) {
      const next: State[] = [];
      for (const state of live) next.push(...this.step(instruction, state, exits));
      live = next.length > 1 ? this.pruned(mergeAll(next)) : next;
      if (live.length === 0) break;
    }
    return { next: live, exits };
  }

  /** Too many ways are looked at: those that nothing can take are left. */
  private pruned(states: State[]): State[] {
    if (states.length <= this.bounds.ways) return states;
    const possible = states.filter((state) => this.possible(state) !== false);
    if (possible.length <= this.bounds.ways) return possible;
    for (const state of possible) this.endings.push({ by: 'bound', state, why: `more than ${this.bounds.ways} ways` });
    return [];
  }

  /** Nothing, where the solver does not say in time. */
  private possible(state: State): boolean | undefined {
    const { is } = this.solver.solve(state.conditions, this.bounds.timeoutMs);
    return is === 'unknown' ? undefined : is === 'satisfiable';
  }

  private trap(state: State | undefined, why: string): State[] {
    if (state) this.endings.push({ by: 'trap', state, why });
    return [];
  }

  /** The states after an instruction that go on with the next one. */
  private step(instruction: Instruction, state: State, exits: Exit[]): State[] {
    const { op, index, value } = instruction;
    const { stack } = state;
    const numeric = numericOperation(op);
    if (numeric) return this.compute(numeric, state);
    switch (op) {
      case 0x00:
        return this.trap(state, 'unreachable');
      case 0x01:
        return [state];
      case 0x02:
      case 0x03:
      case 0x04:
        return this.enter(instruction, state, exits);
      case 0x0c:
        exits.push({ state, to: index });
        return [];
      case 0x0d:
        return this.branchIf(index, state, exits);
      case 0x0e:
        return this.branchTable(instruction.targets, state, exits);
      case 0x0f:
        exits.push({ state, to: 'return' });
        return [];
      case 0x10:
        return this.call(index, state);
      case 0x1a:
        stack.pop();
        return [state];
      case 0x1b: {
        const [a, b, condition] = stack.splice(-3) as [Term, Term, Term];
        stack.push(ite(isTrue(condition), a, b));
        return [state];
      }
      case 0x20:
        stack.push(state.locals[index]!);
        return [state];
      case 0x21:
      case 0x22:
        state.locals[index] = op === 0x21 ? stack.pop()! : stack.at(-1)!;
        return [state];
      case 0x23:
        stack.push(state.globals[index]!);
        return [state];
      case 0x24:
        state.globals[index] = stack.pop()!;
        return [state];
      case 0x3f:
        stack.push(constant(32, state.pages));
        return [state];
      case 0x40: {
        const more = stack.pop()!;
        stack.push(constant(32, state.pages));
        state.pages += Number(more.value);
        return [state];
      }
      case 0x41:
        stack.push(constant(32, value));
        return [state];
      case 0x42:
        stack.push(constant(64, value));
        return [state];
      default:
        return this.access(instruction, state);
    }
  }

  private compute(operation: NonNullable<ReturnType<typeof numericOperation>>, state: State): State[] {
    const { stack } = state;
    const b = operation.operands === 2 ? stack.pop()! : undefined;
    const a = stack.pop()!;
    if (operation.traps) {
      const traps = operation.traps(a, b!);
      this.trap(state.with(traps), 'division');
      const goesOn = state.with(not(traps));
      goesOn?.stack.push(operation.apply(a, b!));
      return goesOn ? [goesOn] : [];
    }
    stack.push(operation.apply(a, b ?? a));
    return [state];
  }

  private access({ op, value }: Instruction, state: State): State[] {
    const load = loads[op];
    const offset = constant(32, value);
    if (load) {
      const [size, width, isSigned] = load;
      const loaded = state.memory.load(bits.add(state.resolve(state.stack.pop()!), offset), size);
      state.stack.push(isSigned ? bits.sext(loaded, width) : bits.zext(loaded, width));
      return [state];
    }
    const size = stores[op];
    if (size === undefined) throw new Error(`instruction 0x${op.toString(16)} is not known here`);
    const [address, stored] = state.stack.splice(-2) as [Term, Term];
    state.memory.store(bits.add(state.resolve(address), offset), bits.extract(stored, 0, 8 * size));
    return [state];
  }

  private enter(instruction: Instruction, state: State, exits: Exit[]): State[] {
    if (instruction.op === 0x03) return this.loop(instruction, state, exits);
    const height = state.stack.length - (instruction.op === 0x04 ? 1 : 0);
    const ways: [readonly Instruction[], State][] = [];
    if (instruction.op === 0x02) ways.push([instruction.body, state]);
    else {
      const condition = isTrue(state.stack.pop()!);
      const [yes, no] = [state.with(condition), state.with(not(condition))];
      if (yes) ways.push([instruction.body, yes]);
      if (no) ways.push([instruction.otherwise, no]);
    }
    const ended: State[] = [];
    for (const [body, way] of ways) {
      const { next, exits: inner } = this.runList(body, way);
      ended.push(...next, ...this.left(inner, exits));
    }
    for (const end of ended) trim(end, height, instruction.hasResult);
    return this.pruned(mergeAll(ended));
  }

  /** Sorts out what leaves a block: what only leaves this one goes on after it. */
  private left(inner: readonly Exit[], outer: Exit[]): State[] {
    const here: State[] = [];
    for (const exit of inner) {
      if (exit.to === 0) here.push(exit.state);
      else outer.push({ ...exit, to: exit.to === 'return' ? exit.to : exit.to - 1 });
    }
    return here;
  }

  private loop({ body, hasResult }: Instruction, start: State, exits: Exit[]): State[] {
    const height = start.stack.length;
    const ended: State[] = [];
    let entering = [start];
    // Where the solver does not say in time whether there is another round, it is asked less and less often.
    let askAt = 1;
    for (let round = 0; entering.length > 0; round++) {
      if (round >= askAt) {
        const answers = entering.map((state) => (state.conditions === start.conditions ? true : this.possible(state)));
        entering = entering.filter((_, i) => answers[i] !== false);
        if (answers.includes(undefined)) askAt = 2 * round;
      }
      if (round >= this.bounds.loops) {
        for (const state of entering)
          this.endings.push({ by: 'bound', state, why: `a loop of more than ${round} rounds` });
        break;
      }
      const again: State[] = [];
      for (const state of entering) {
        const { next, exits: inner } = this.runList(body, state);
        ended.push(...next);
        again.push(...this.left(inner, exits));
      }
      for (const state of again) trim(state, height, false);
      entering = this.pruned(mergeAll(again));
    }
    for (const state of ended) trim(state, height, hasResult);
    return this.pruned(mergeAll(ended));
  }

  private branchIf(index: number, state: State, exits: Exit[]): State[] {
    const condition = isTrue(state.stack.pop()!);
    const [yes, no] = [state.with(condition), state.with(not(condition))];
    if (yes) exits.push({ state: yes, to: index });
    return no ? [no] : [];
  }

  private branchTable(targets: readonly number[], state: State, exits: Exit[]): State[] {
    const selector = state.resolve(state.stack.pop()!);
    let rest: State | undefined = state;
    for (const [i, target] of targets.entries()) {
      const condition = bits.eq(selector, constant(32, i));
      const isLast = i === targets.length - 1;
      const taken: State | undefined = isLast ? rest : rest?.with(condition);
      if (taken) exits.push({ state: taken, to: target });
      rest = rest?.with(not(condition));
    }
    return [];
  }

  private call(index: number, state: State): State[] {
    const callee = this.module.functions[index];
    const count = callee ? callee.parameters.length : this.module.imports[index]!.parameters;
    const args = count > 0 ? state.stack.splice(-count) : [];
    return this.callFunction(index, args, state).map(({ state, value }) => {
      if (value) state.stack.push(value);
      return state;
    });
  }
}

const isTrue = (value: Term): Term => not(bits.eq(value, constant(32, 0n)));

/** Leaves the operands that a block found, and its result. */
function trim(state: State, height: number, hasResult: boolean): void {
  const result = hasResult ? [state.stack.at(-1)!] : [];
  state.stack = [...state.stack.slice(0, height), ...result];
}

const loads: Record<number, readonly [size: number, width: number, isSigned: boolean]> = {
  40: [4, 32, false],
  41: [8, 64, false],
  44: [1, 32, true],
  45: [1, 32, false],
  46: [2, 32, true],
  47: [2, 32, false],
  48: [1, 64, true],
  49: [1, 64, false],
  50: [2, 64, true],
  51: [2, 64, false],
  52: [4, 64, true],
  53: [4, 64, false],
};

const stores: Record<number, number> = { 54: 4, 55: 8, 58: 1, 59: 2, 60: 1, 61: 2, 62: 4 };
