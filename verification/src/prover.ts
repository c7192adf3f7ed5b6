import { functionIndex, openContract, type ProvedContract } from './contracts.ts';
import { type Ending, Machine } from './execution/machine.ts';
import { FIRST_DATA } from './execution/memory.ts';
import type { State } from './execution/state.ts';
import { librarySummaries } from './execution/summaries.ts';
import { SymbolicHost } from './host/host.ts';
import { Inputs } from './host/inputs.ts';
import { Objects } from './host/objects.ts';
import type { World } from './host/world.ts';
import { Ended } from './proofs/ended.ts';
import type { InMemory, Proof, ProofResult } from './proofs/proof.ts';
import { likely } from './replay/likely.ts';
import type { Refuted } from './replay/scene.ts';
import type { Answer, Solver } from './solver.ts';
import { add, extract, not } from './terms/bits.ts';
import { given } from './terms/given.ts';
import { relevant } from './terms/relevant.ts';
import { substituted } from './terms/substitute.ts';
import { constant, forgetTerms, type Term, truth } from './terms/term.ts';

const TIMEOUT_MS = 20_000;

export interface ProveOptions {
  readonly solver: Solver;
  /** In place of what is deployed: a changed one, to see whether the proof notices. */
  readonly contract?: ProvedContract;
  /** Longer than a proof says itself. */
  readonly timeoutMs?: number;
}

/** Checks one statement. What the solver does not decide in time is unknown, and never proved. */
export function prove(proof: Proof, options: ProveOptions): ProofResult {
  const started = performance.now();
  forgetTerms();
  const contract = options.contract ?? openContract(proof.contract);
  const timeoutMs = options.timeoutMs ?? proof.timeoutMs ?? TIMEOUT_MS;
  const execution = execute(proof, contract, options.solver, timeoutMs);
  const judged = judge(execution, options.solver, timeoutMs);
  const ms = Math.round(performance.now() - started);
  const { endings, ran } = execution;
  return { proof, ...judged, ways: endings.length, ms, wasmHash: contract.hash, ran };
}

interface Execution extends Pick<Refuted, 'proof' | 'contract' | 'world' | 'args' | 'handles' | 'places'> {
  readonly endings: readonly Ending[];
  readonly ran: readonly string[];
}

function execute(proof: Proof, contract: ProvedContract, solver: Solver, timeoutMs: number): Execution {
  const types = { ...contract.layout.types, ...proof.types };
  const inputs = new Inputs(new Objects(), types, proof.lengths ?? {}, proof.fixed ?? {});
  const world: World = { inputs, layout: contract.layout, answers: proof.answers ?? {} };
  const bounds = { loops: proof.loops ?? 64, ways: proof.ways ?? 64, timeoutMs: Math.min(timeoutMs, 2_000) };
  const summaries = librarySummaries(contract.module, contract.functionNames);
  const machine = new Machine(contract.module, new SymbolicHost(world), solver, bounds, summaries);
  const places = placesOf(proof);
  const args = proof.parameters.map(([name, type]) =>
    places.has(name)
      ? places.get(name)!
      : proof.handles?.[name]
        ? handleOf(inputs, name, proof.handles[name])
        : argument(inputs, name, type),
  );
  const assumed = [...inputs.assumptions, ...(proof.assume?.() ?? [])].flatMap((term) =>
    term.op === 'all' ? [...term.args] : [term],
  );
  const state = machine.begin(assumed);
  for (const [index, value] of Object.entries(proof.globals ?? {})) {
    state.globals[Number(index)] = constant(32, value);
  }
  for (const [pointer, offset, name, is] of proof.memory ?? []) {
    state.memory.store(add(places.get(pointer)!, constant(32, offset)), inMemory(inputs, name, is, places));
  }
  const endings = machine.run(functionIndex(contract, proof.function), args, state);
  requireRoom(proof, endings);
  const ran = [...machine.entered].map((index) => contract.functionNames[index] ?? `${index}`);
  return { proof, contract, world, args, handles: handlesOf(proof, inputs), places, endings, ran };
}

/** What a proof puts high up must stay above all that was made: memory is given out from below. */
function requireRoom({ places }: Proof, endings: readonly Ending[]): void {
  const lowest = BigInt(Math.min(...Object.values(places ?? { none: Number.MAX_SAFE_INTEGER })));
  const reaches = endings.flatMap(({ state }) =>
    state.globals.filter(({ width, op }) => width === 32 && op === 'const'),
  );
  if (reaches.some(({ value }) => value > lowest)) throw new Error('a structure lies where the function makes others');
}

/** Objects that the function is given by their handles, among its arguments and in memory. */
function handlesOf(proof: Proof, inputs: Inputs): Map<string, Term> {
  const inMemory = (proof.memory ?? []).flatMap(([, , name, is]) =>
    typeof is === 'object' && 'handle' in is ? [[name, is.handle] as const] : [],
  );
  const all = [...Object.entries(proof.handles ?? {}), ...inMemory];
  return new Map(all.map(([name, type]) => [name, inputs.ofType(type, name)]));
}

const argument = (inputs: Inputs, name: string, type: string | 32 | 64): Term =>
  typeof type === 'number' ? inputs.number(name, type) : inputs.ofType(type, name);

const handleOf = (inputs: Inputs, name: string, type: string): Term => extract(inputs.ofType(type, name), 32, 32);

function inMemory(inputs: Inputs, name: string, is: InMemory, places: ReadonlyMap<string, Term>): Term {
  if (typeof is === 'number') return inputs.number(name, is);
  if ('exactly' in is) return constant(32, is.exactly);
  return 'handle' in is ? handleOf(inputs, name, is.handle) : places.get(is.to)!;
}

/** Below the module's own data, or where the proof says. */
function placesOf(proof: Proof): Map<string, Term> {
  const pointers = (proof.memory ?? []).flatMap(([pointer, , , is]) =>
    typeof is === 'object' && 'to' in is ? [pointer, is.to] : [pointer],
  );
  const places = new Map<string, Term>();
  for (const pointer of pointers) {
    if (places.has(pointer)) continue;
    const place = proof.places?.[pointer] ?? 64 + 128 * places.size;
    if (place !== proof.places?.[pointer] && place + 128 > FIRST_DATA) {
      throw new Error('there is no room for as many structures');
    }
    places.set(pointer, constant(32, place));
  }
  return places;
}

type Judgement = Pick<ProofResult, 'verdict' | 'why' | 'counterexample' | 'refuted'>;

const NOTHING_FOUND = { counterexample: undefined, refuted: undefined };

function judge(execution: Execution, solver: Solver, timeoutMs: number): Judgement {
  const { proof, endings, world, places } = execution;
  let unknown: string | undefined;
  for (const ending of endings) {
    const isBound = ending.by === 'bound';
    // What lies beyond the bounds must not be possible at all.
    const end = new Ended(ending, world, places);
    const claim = isBound ? truth(false) : proof.claim(end);
    const answer = check(claim, ending.state, world, solver, timeoutMs);
    if (answer.is === 'unsatisfiable') continue;
    if (isBound) unknown ??= `beyond the bounds: ${ending.why}`;
    else if (answer.is === 'unknown') unknown ??= `no answer within ${timeoutMs} ms about an end by ${ending.by}`;
    else {
      const refuted = { ...execution, ending, reads: end.reads, model: answer.model };
      return { verdict: 'refuted', why: describe(ending), counterexample: answer.model, refuted };
    }
  }
  if (unknown !== undefined) return { verdict: 'unknown', why: unknown, ...NOTHING_FOUND };
  return missing(proof, endings, solver, timeoutMs) ?? { verdict: 'proved', why: '', ...NOTHING_FOUND };
}

/** Whether a claim can be false in a state: its parts one after the other, which is easier than all of them at once. */
function check(claim: Term, state: State, world: World, solver: Solver, timeoutMs: number): Answer {
  const { conditions } = state;
  for (const part of claim.op === 'all' ? claim.args : [claim]) {
    const denied = given(not(part), (condition) => state.knows(condition), truth);
    const about = relevant(conditions, denied);
    // What cannot hold with some of the conditions cannot hold with all of them.
    if (solver.solve(substituted([...about, denied]), timeoutMs).is === 'unsatisfiable') continue;
    const answer = solver.solve([...conditions, denied], timeoutMs);
    if (answer.is === 'satisfiable') return likelier(answer, [...conditions, denied], world, solver, timeoutMs);
    if (answer.is === 'unknown') return answer;
  }
  return { is: 'unsatisfiable' };
}

/** Of counterexamples rather one that a network can have. That there is another one changes nothing of the verdict. */
function likelier(found: Answer, terms: readonly Term[], world: World, solver: Solver, timeoutMs: number): Answer {
  for (const more of likely(world.inputs.objects)) {
    const answer = solver.solve([...terms, ...more], Math.min(timeoutMs, 5_000));
    if (answer.is === 'satisfiable') return answer;
  }
  return found;
}

/** A statement about ends that cannot happen would be true and say nothing: that they can is part of it. */
function missing(proof: Proof, endings: readonly Ending[], solver: Solver, timeoutMs: number): Judgement | undefined {
  for (const wanted of proof.reaches) {
    const answers = endings
      .filter(({ by }) => by === wanted)
      .map(({ state }) => solver.solve(state.conditions, timeoutMs).is);
    if (answers.includes('satisfiable')) continue;
    const verdict = answers.includes('unknown') ? 'unknown' : 'refuted';
    return { verdict, why: `no end by ${wanted} is possible`, ...NOTHING_FOUND };
  }
  return undefined;
}

function describe(ending: Ending): string {
  switch (ending.by) {
    case 'return':
      return 'it returns, and what is claimed of that is false';
    case 'refusal':
      return 'it refuses, and should not, or with another number';
    default:
      return `it traps (${ending.why}), and should not`;
  }
}
