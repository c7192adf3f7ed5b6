import type { HostState } from '../host/host-state.ts';
import { mergeHost } from '../host/host-state.ts';
import { all, any, ite, not } from '../terms/bits.ts';
import { FALSE, isConst, type Term } from '../terms/term.ts';
import { Memory } from './memory.ts';

/** Where one way through a program stands. */
export class State {
  locals: Term[];
  stack: Term[];
  globals: Term[];
  memory: Memory;
  pages: number;
  host: HostState;
  /** What must hold for the program to come here, each since the one before it. */
  conditions: readonly Term[];

  constructor(from: Omit<State, 'copy' | 'with' | 'resolve' | 'knows'>) {
    this.locals = from.locals;
    this.stack = from.stack;
    this.globals = from.globals;
    this.memory = from.memory;
    this.pages = from.pages;
    this.host = from.host;
    this.conditions = from.conditions;
  }

  copy(): State {
    return new State({
      ...this,
      locals: [...this.locals],
      stack: [...this.stack],
      globals: [...this.globals],
      memory: this.memory.copy(),
    });
  }

  /** A state in which a condition holds too; none when it cannot. */
  with(condition: Term): State | undefined {
    if (this.knows(condition) === false) return undefined;
    const state = this.copy();
    if (this.knows(condition) === undefined) {
      const parts = condition.op === 'all' ? condition.args : [condition];
      state.conditions = [...state.conditions, ...parts.filter((part) => this.knows(part) === undefined)];
    }
    return state;
  }

  /** What the conditions say of another, as far as that is plain. */
  knows(condition: Term): boolean | undefined {
    if (isConst(condition)) return condition.value === 1n;
    if (this.conditions.includes(condition)) return true;
    if (this.conditions.includes(not(condition))) return false;
    if (condition.op === 'all') {
      if (condition.args.some((arg) => this.knows(arg) === false)) return false;
      return condition.args.every((arg) => this.knows(arg)) ? true : undefined;
    }
    if (condition.op === 'any') {
      if (condition.args.some((arg) => this.knows(arg) === true)) return true;
      return condition.args.every((arg) => this.knows(arg) === false) ? false : undefined;
    }
    return undefined;
  }

  /** The value where the conditions say which of its alternatives it is. */
  resolve(term: Term): Term {
    if (term.op !== 'ite') return term;
    const known = this.knows(term.args[0]!);
    if (known === undefined) return term;
    return this.resolve(known ? term.args[1]! : term.args[2]!);
  }
}

/** Makes states one where they differ in values only, as those do that went two ways round the same corner. */
export function mergeAll(states: readonly State[]): State[] {
  const merged: State[] = [];
  for (const state of states) {
    const at = merged.findIndex((other) => canMerge(other, state));
    if (at < 0) merged.push(state);
    else merged[at] = merge(merged[at]!, state);
  }
  return merged;
}

function canMerge(a: State, b: State): boolean {
  return (
    a.stack.length === b.stack.length &&
    a.pages === b.pages &&
    // The heap's end among them: it must stay one number.
    a.globals.every((value, i) => value === b.globals[i] || !isConst(value) || value.width === 64) &&
    mergeHost(a.host, b.host, FALSE) !== undefined
  );
}

function merge(a: State, b: State): State {
  let common = 0;
  while (common < a.conditions.length && a.conditions[common] === b.conditions[common]) common += 1;
  const shared = a.conditions.slice(0, common);
  const [onlyA, onlyB] = [all(...a.conditions.slice(common)), all(...b.conditions.slice(common))];
  const either = any(onlyA, onlyB);
  // A shorter way to say which of the two it was, where one is the other's contrary.
  const guard = guardOf(a.conditions.slice(common), b.conditions.slice(common)) ?? onlyA;
  const choose = (x: Term, y: Term): Term => ite(guard, x, y);
  return new State({
    locals: a.locals.map((value, i) => choose(value, b.locals[i]!)),
    stack: a.stack.map((value, i) => choose(value, b.stack[i]!)),
    globals: a.globals.map((value, i) => choose(value, b.globals[i]!)),
    memory: Memory.merge(guard, a.memory, b.memory),
    pages: a.pages,
    host: mergeHost(a.host, b.host, guard)!,
    conditions: isConst(either) ? shared : [...shared, either],
  });
}

const guardOf = (a: readonly Term[], b: readonly Term[]): Term | undefined =>
  a.find((condition) => b.includes(not(condition)));
