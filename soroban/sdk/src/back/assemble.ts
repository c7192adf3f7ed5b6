import * as asc from 'assemblyscript';
import binaryen from 'assemblyscript/binaryen';
import { installChecks } from './checked-compiler.ts';
import { readLibrary } from './library.ts';

/** A problem AssemblyScript reported, in the generated text it was given. */
export interface BackProblem {
  readonly path: string | undefined;
  readonly offset: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export interface AssembleInput {
  /** Generated sources by virtual path, without extension. */
  readonly sources: ReadonlyMap<string, string>;
  /** The path of the source whose exports become the exports of the Wasm. */
  readonly entry: string;
  /** The N of every BytesN<N> in the sources. */
  readonly sizes: ReadonlySet<number>;
  /** What the code is to be: small, unless it is to be fast. */
  readonly goal?: Goal;
  /** Also says where each byte comes from; the code may then differ a little. */
  readonly withSourceMap?: boolean;
  /** As the source says it, with every function still there: for finding out what happened, with names and source map. */
  readonly isDebug?: boolean;
}

export interface Assembled {
  readonly wasm: Uint8Array | undefined;
  /** The same module with a section that names its functions as the sources do. */
  readonly named?: Uint8Array;
  readonly sourceMap?: string;
  readonly problems: readonly BackProblem[];
}

/** What code is optimized for. A call costs as much as 67 other instructions, so fast code has fewer, and is larger. */
export type Goal = 'size' | 'speed';

const LEVELS: Readonly<Record<Goal, { optimize: number; shrink: number }>> = {
  size: { optimize: 2, shrink: 2 },
  speed: { optimize: 3, shrink: 0 },
};

/** Expressions that a function may have to be put in the place of its only call, and of each of several: beyond, a call more hardly shows. */
const INLINED_ONCE = 400;
const INLINED_OFTEN = 130;

/** Compiles generated sources to optimized Wasm without custom sections. */
export function assemble(input: AssembleInput): Assembled {
  installChecks();
  const program = asc.newProgram(compilerOptions(input));
  parseAll(program, input);
  let problems = takeProblems(program);
  if (hasErrors(problems)) return { wasm: undefined, problems };

  asc.initializeProgram(program);
  const module = asc.compile(program);
  problems = [...problems, ...takeProblems(program)];
  if (hasErrors(problems)) return { wasm: undefined, problems };
  if (!asc.validate(module)) throw new Error('the compiler produced invalid Wasm: this is a defect of the compiler');
  return { ...(input.isDebug ? emitForDebugging(module) : optimize(module, input)), problems };
}

function emitForDebugging(module: asc.Module): Omit<Assembled, 'problems'> {
  const wrapped = binaryen.wrapModule(module.ref as unknown as number);
  binaryen.setDebugInfo(true);
  try {
    const { binary, sourceMap } = wrapped.emitBinary('source.map');
    return { wasm: binary, named: binary, ...(sourceMap === null ? {} : { sourceMap }) };
  } finally {
    binaryen.setDebugInfo(false);
  }
}

function compilerOptions({ goal = 'size', withSourceMap = false, isDebug = false }: AssembleInput): asc.Options {
  const options = asc.newOptions();
  asc.setSourceMap(options, withSourceMap || isDebug);
  asc.setRuntime(options, 0);
  asc.setNoAssert(options, true);
  const { optimize, shrink } = isDebug ? { optimize: 0, shrink: 0 } : LEVELS[goal];
  asc.setOptimizeLevelHints(options, optimize, shrink);
  // What the network's Wasm engine has besides the MVP: mutable globals and sign extension.
  asc.setFeature(options, asc.FEATURE_BULK_MEMORY, false);
  asc.setFeature(options, asc.FEATURE_NONTRAPPING_F2I, false);
  // Without an abort function, a failed runtime check is a plain trap.
  asc.addGlobalAlias(options, 'abort', '');
  return options;
}

function parseAll(program: asc.Program, input: AssembleInput): void {
  const library = readLibrary(input.sizes);
  for (const [name, text] of library) {
    if (!name.includes('/')) asc.parse(program, text, `~lib/${name}.ts`, false);
  }
  asc.parse(program, library.get('rt/index-stub')!, '~lib/rt/index-stub.ts', true);
  asc.parse(program, input.sources.get(input.entry)!, `${input.entry}.ts`, true);
  for (let path = asc.nextFile(program); path !== null; path = asc.nextFile(program)) {
    const { text, name } = findFile(path, library, input.sources);
    asc.parse(program, text, `${name}.ts`, false);
  }
}

function findFile(
  path: string,
  library: ReadonlyMap<string, string>,
  sources: ReadonlyMap<string, string>,
): { text: string | null; name: string } {
  const generated = sources.get(path);
  if (generated !== undefined || !path.startsWith('~lib/')) return { text: generated ?? null, name: path };
  const name = path.slice('~lib/'.length);
  const text = library.get(name);
  if (text !== undefined) return { text, name: path };
  return { text: library.get(`${name}/index`) ?? null, name: `${path}/index` };
}

function takeProblems(program: asc.Program): BackProblem[] {
  const problems: BackProblem[] = [];
  for (let found = asc.nextDiagnostic(program); found; found = asc.nextDiagnostic(program)) {
    if (asc.isInfo(found)) continue;
    problems.push({
      path: found.range?.source.normalizedPath.replace(/\.ts$/, ''),
      offset: found.range?.start ?? 0,
      severity: asc.isError(found) ? 'error' : 'warning',
      message: inContractWords(found.message),
    });
  }
  return problems;
}

/** Types by the names that a contract has for them, and no words about AssemblyScript's own shortcomings. */
const inContractWords = (message: string): string =>
  message
    .replace(/^User-defined: /, '')
    .replace(/^'(.*)'$/, '$1')
    .replace(/^Not implemented: (.*)$/, 'the compiler cannot translate this ($1): write it in simpler statements')
    .replace(/(?:~lib\/)?(?:[\w.@-]+\/)+(?=[A-Za-z_])/g, '');

const hasErrors = (problems: readonly BackProblem[]): boolean => problems.some(({ severity }) => severity === 'error');

// Repeats until another round no longer makes the code smaller.
function optimize(
  module: asc.Module,
  { goal = 'size', withSourceMap = false }: AssembleInput,
): Omit<Assembled, 'problems'> {
  const { optimize, shrink } = LEVELS[goal];
  const wrapped = binaryen.wrapModule(module.ref as unknown as number);
  const improve = (): void => {
    asc.optimize(module, optimize, shrink, false, false);
    if (goal === 'speed') inlineMore(wrapped);
  };
  improve();
  let wasm = wrapped.emitBinary();
  let named = emitWithNames(wrapped);
  for (;;) {
    improve();
    const next = wrapped.emitBinary();
    if (next.length >= wasm.length) break;
    wasm = next;
    named = emitWithNames(wrapped);
  }
  if (!withSourceMap) return { wasm, named };
  const { binary, sourceMap } = wrapped.emitBinary('source.map');
  return { wasm: binary, ...(sourceMap === null ? {} : { sourceMap }) };
}

/** What AssemblyScript leaves as calls because other engines call at little cost. */
function inlineMore(module: binaryen.Module): void {
  binaryen.setOneCallerInlineMaxSize(INLINED_ONCE);
  binaryen.setFlexibleInlineMaxSize(INLINED_OFTEN);
  module.runPasses(['inlining-optimizing']);
}

function emitWithNames(module: binaryen.Module): Uint8Array {
  binaryen.setDebugInfo(true);
  try {
    return module.emitBinary();
  } finally {
    binaryen.setDebugInfo(false);
  }
}
