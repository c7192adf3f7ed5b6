import { createHash } from 'node:crypto';
import { assemble, type BackProblem, type Goal } from './back/assemble.ts';
import { CompileError, type Diagnostic } from './diagnostics.ts';
import { checkSources } from './front/check/check.ts';
import { collect } from './front/collect.ts';
import { Constants } from './front/constants.ts';
import { type Lowered, lower } from './front/lower/lower.ts';
import { folderOf, pathsIn } from './front/paths.ts';
import { loadSources } from './front/program.ts';
import { Reporter } from './front/reporter.ts';
import { specEntries } from './spec/entries.ts';
import { reachableTypes } from './spec/reach.ts';
import { environmentSection, metaSection, specSection } from './spec/sections.ts';
import { usedStatements } from './spec/used.ts';
import { withMergedSegments } from './wasm/data-segments.ts';
import { debugSection, debugSectionName } from './wasm/debug-section.ts';
import { functionNamesOf } from './wasm/function-names.ts';
import { type LintProblem, lintWasm } from './wasm/lint.ts';
import { withCustomSections } from './wasm/sections.ts';
import { findSource, type SourcePlace } from './wasm/source-map.ts';

export interface CompileOptions {
  /** Path of the file with the @contract class. */
  readonly entry: string;
  /** SEP-46 meta entries, such as `{ sep: '41' }` (SEP-47). */
  readonly meta?: Readonly<Record<string, string>>;
  /** What the code is to be: small, unless it is to be fast. */
  readonly goal?: Goal;
  /**
   * A build for finding out what happened, never for a network: nothing is optimized, `log` is heard, and a section says
   * which line each instruction comes from. A sandbox that knows it tells where calls of the ordinary build fail.
   */
  readonly debug?: boolean;
  /** Whether `log` is heard, which it is in debug builds; in others it is left out, unless this is said. */
  readonly logs?: boolean;
}

export interface CompiledContract {
  readonly wasm: Uint8Array;
  /** sha256 of the Wasm, hexadecimal: what the network knows the code by. */
  readonly hash: string;
  /** What the sources call each function of the Wasm, by its index; imported ones come first. None of it is in the Wasm. */
  readonly functionNames: readonly string[];
  /** The folder, absolute, that what is called by a path is called from: files in diagnostics, and in a debug build. */
  readonly folder: string;
  /** Warnings; errors are thrown. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles a contract. Throws a CompileError that lists what is wrong and where. */
export async function compileContract({
  entry,
  meta = {},
  goal = 'size',
  debug = false,
  logs = debug,
}: CompileOptions): Promise<CompiledContract> {
  const sources = loadSources(entry);
  const pathOf = pathsIn(sources);
  const reporter = new Reporter(pathOf);

  reporter.typescript(sources.program.getSyntacticDiagnostics());
  throwErrors(reporter);
  const model = collect(sources, reporter);
  checkSources({ sources, model, reporter });
  reporter.typescript(sources.program.getSemanticDiagnostics());
  if (!model.contract) reporter.errorAt(sources.files[0]!, 0, 'no class is a @contract');
  const constants = new Constants(sources, reporter);
  throwErrors(reporter);

  const lowered = lower(sources, model, constants, { pathOf, keepsLogs: logs });
  const { wasm: code, named, sourceMap, problems: reported } = generateCode(lowered, entry, goal, debug);
  const diagnostics = reported.map((problem) => toDiagnostic(problem, lowered, reporter));
  if (!code) throw new CompileError(diagnostics.filter(({ severity }) => severity === 'error'));

  const isUsed = usedStatements(sources);
  const events = [...model.events.values()].filter(({ node }) => isUsed(node));
  const types = reachableTypes(model.contract!, events, model, sources, isUsed);
  const wasm = withCustomSections(withMergedSegments(code), [
    ['contractspecv0', specSection(specEntries(model.contract!, types, events))],
    ['contractenvmetav0', environmentSection(code)],
    ['contractmetav0', metaSection(meta)],
    ...(debug ? [debugCustomSection(code, sourceMap ?? '', lowered, reporter)] : []),
  ]);
  const problems = lintWasm(wasm);
  if (problems.length > 0)
    throw new CompileError(problems.map((problem) => lintDiagnostic(problem, lowered, reporter)));
  const functionNames = named ? functionNamesOf(named, code) : [];
  return {
    wasm,
    hash: createHash('sha256').update(wasm).digest('hex'),
    functionNames,
    folder: folderOf(sources),
    diagnostics,
  };
}

/** AssemblyScript fails with an assertion on what it did not expect. That is a defect here: it should have been reported. */
function generateCode(lowered: Lowered, entry: string, goal: Goal, isDebug: boolean): ReturnType<typeof assemble> {
  try {
    return assemble({ ...lowered, goal, isDebug });
  } catch (cause) {
    throw new Error(`the code generator failed on ${entry}: this is a defect of the compiler, not of the contract`, {
      cause,
    });
  }
}

function throwErrors(reporter: Reporter): void {
  if (reporter.hasErrors) throw new CompileError(reporter.diagnostics);
}

/** What the lint found, at the source line its byte comes from: compiled again with a source map, for this only. */
function lintDiagnostic({ message, offset }: LintProblem, lowered: Lowered, reporter: Reporter): Diagnostic {
  const unplaced: Diagnostic = { severity: 'error', file: lowered.entry, line: 0, column: 0, message };
  if (offset === undefined) return unplaced;
  const { wasm, sourceMap } = assemble({ ...lowered, withSourceMap: true });
  const again = wasm && lintWasm(wasm).find((problem) => problem.message === message);
  const place = sourceMap && findSource(sourceMap, again?.offset ?? offset);
  if (!place) return unplaced;
  const problem = problemAt(place, lowered);
  if (problem === undefined) return { ...unplaced, file: place.source, line: place.line + 1, column: place.column + 1 };
  return toDiagnostic({ ...problem, severity: 'error', message }, lowered, reporter);
}

/** A place in a generated source by its offset; undefined for what the compiler did not generate. */
function problemAt(
  { source, line, column }: SourcePlace,
  lowered: Lowered,
): { path: string; offset: number } | undefined {
  const path = source.replace(/\.ts$/, '');
  const starts = lineStartsOf(path, lowered);
  return starts && { path, offset: (starts[line] ?? 0) + column };
}

const lineStarts = new WeakMap<Lowered, Map<string, readonly number[]>>();

function lineStartsOf(path: string, lowered: Lowered): readonly number[] | undefined {
  const text = lowered.sources.get(path);
  if (text === undefined) return undefined;
  const known = lineStarts.get(lowered) ?? new Map<string, readonly number[]>();
  lineStarts.set(lowered, known);
  const starts = known.get(path) ?? [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  known.set(path, starts);
  return starts;
}

function debugCustomSection(
  code: Uint8Array,
  sourceMap: string,
  lowered: Lowered,
  reporter: Reporter,
): [name: string, content: Uint8Array] {
  const section = debugSection(code, sourceMap, (place) => {
    const problem = problemAt(place, lowered);
    const original = problem && lowered.original(problem.path, problem.offset);
    if (!original) return undefined;
    const { line } = original.file.getLineAndCharacterOfPosition(original.offset);
    return { file: reporter.pathOf(original.file.fileName), line: line + 1 };
  });
  return [debugSectionName, section];
}

function toDiagnostic(problem: BackProblem, lowered: Lowered, reporter: Reporter): Diagnostic {
  const { severity, message } = problem;
  const original = problem.path === undefined ? undefined : lowered.original(problem.path, problem.offset);
  if (!original)
    return {
      severity,
      file: lowered.entryFile,
      line: 0,
      column: 0,
      message: `in the library, as the contract uses it: ${message}`,
    };
  const { line, character } = original.file.getLineAndCharacterOfPosition(original.offset);
  return { severity, file: reporter.pathOf(original.file.fileName), line: line + 1, column: character + 1, message };
}
