import { withoutProducts } from './terms/abstract.ts';
import { all } from './terms/bits.ts';
import { evaluate } from './terms/evaluate.ts';
import { inOrder, symbol, toSmt } from './terms/smt.ts';
import { FALSE, type Term, TRUE } from './terms/term.ts';

/** Values of variables by name. */
export type Model = ReadonlyMap<string, bigint>;

export type Answer = { is: 'unsatisfiable' } | { is: 'satisfiable'; model: Model } | { is: 'unknown'; why: string };

export interface Solver {
  /** Whether all of these can hold at once. */
  solve(terms: readonly Term[], timeoutMs: number): Answer;
  readonly version: string;
}

interface Emscripten {
  ccall(name: string, result: string, types: string[], args: unknown[]): string;
  PThread: { unusedWorkers: { unref(): void }[] };
}

let started: Promise<Solver> | undefined;

/** Z3, in this process. Loaded once. */
export function startSolver(): Promise<Solver> {
  started ??= start();
  return started;
}

async function start(): Promise<Solver> {
  const { init } = await import('z3-solver');
  const { Z3, em } = (await init()) as unknown as {
    Z3: { mk_config(): unknown; mk_context(config: unknown): unknown; get_full_version(): string };
    em: Emscripten;
  };
  // Threads that only wait must not keep the process from ending.
  for (const worker of em.PThread.unusedWorkers) worker.unref();
  // Questions are asked as text and at once: the package's own interface passes each to a thread, which takes longer than most answers.
  let context = Z3.mk_context(Z3.mk_config());
  let asked = 0;
  const ask = (text: string): string => {
    // A context keeps what it was ever told about symbols: a new one now and then keeps memory bounded.
    asked += 1;
    if (asked % 2_000 === 0) context = Z3.mk_context(Z3.mk_config());
    return em.ccall('Z3_eval_smtlib2_string', 'string', ['number', 'string'], [context, text]);
  };
  return {
    version: Z3.get_full_version(),
    solve: (terms, timeoutMs) => solve(ask, terms, timeoutMs),
  };
}

function solve(ask: (text: string) => string, terms: readonly Term[], timeoutMs: number): Answer {
  const claim = all(...terms);
  if (claim === FALSE) return { is: 'unsatisfiable' };
  if (claim === TRUE) return { is: 'satisfiable', model: new Map() };
  // Most claims hold whatever the products are. Only an "unsatisfiable" says something about the claim itself.
  const weaker = withoutProducts(claim);
  if (weaker !== claim) {
    const answer = weaker === FALSE ? undefined : decide(ask, weaker, Math.min(timeoutMs, 5_000));
    if (!answer || answer.is === 'unsatisfiable') return { is: 'unsatisfiable' };
    // What it suggests may be true of the claim with its products too.
    if (answer.is === 'satisfiable' && isModel(claim, answer.model)) return answer;
  }
  const answer = decide(ask, claim, timeoutMs);
  // Never believed unseen: the claim is computed with the values that are said to make it true.
  if (answer.is === 'satisfiable' && !isModel(claim, answer.model))
    throw new Error('the solver gave a model that is none');
  return answer;
}

const isModel = (claim: Term, model: Model): boolean => evaluate(claim, (name) => model.get(name) ?? 0n) === 1n;

function decide(ask: (text: string) => string, claim: Term, timeoutMs: number): Answer {
  const parts = claim.op === 'all' ? claim.args : [claim];
  const variables = [...inOrder(parts)].filter(({ op }) => op === 'var');
  const values = variables.length > 0 ? `(get-value (${variables.map(symbol).join(' ')}))` : '';
  const text = ask(`(reset)(set-option :timeout ${timeoutMs})\n${toSmt(parts)}\n(check-sat)`);
  switch (verdict(text)) {
    case 'unsatisfiable':
      return { is: 'unsatisfiable' };
    case 'unknown':
      return { is: 'unknown', why: text.trim() };
    case 'satisfiable':
      return { is: 'satisfiable', model: readModel(ask(values)) };
  }
}

function verdict(text: string): 'unsatisfiable' | 'satisfiable' | 'unknown' {
  const [first] = text.trim().split('\n');
  if (first === 'unsat') return 'unsatisfiable';
  if (first === 'sat') return 'satisfiable';
  if (first === 'unknown' || first === 'timeout') return 'unknown';
  throw new Error(`the solver did not understand: ${text.slice(0, 400)}`);
}

function readModel(text: string): Model {
  const model = new Map<string, bigint>();
  for (const [, quoted, plain, value] of text.matchAll(
    /\((?:\|([^|]*)\||([^\s()]+))\s+(#x[0-9a-f]+|#b[01]+|true|false)\)/g,
  )) {
    model.set((quoted ?? plain)!, parsed(value!));
  }
  return model;
}

function parsed(text: string): bigint {
  if (text === 'true') return 1n;
  return text === 'false' ? 0n : BigInt(`0${text.slice(1)}`);
}
