import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type ts from 'typescript';
import { assemble, type BackProblem } from './back/assemble.ts';
import { CompileError, type Diagnostic } from './diagnostics.ts';
import { checkSources } from './front/check/check.ts';
import { collect } from './front/collect.ts';
import { type Lowered, lower } from './front/lower.ts';
import { loadSources } from './front/program.ts';
import { Reporter } from './front/reporter.ts';
import { specEntries } from './spec/entries.ts';
import { reachableTypes } from './spec/reach.ts';
import { environmentSection, metaSection, specSection } from './spec/sections.ts';
import { withCustomSections } from './wasm/sections.ts';

export interface CompileOptions {
  /** Path of the file with the @contract class. */
  readonly entry: string;
  /** SEP-46 meta entries, such as `{ sep: '41' }` (SEP-47). */
  readonly meta?: Readonly<Record<string, string>>;
}

export interface CompiledContract {
  readonly wasm: Uint8Array;
  /** sha256 of the Wasm, hexadecimal: what the network knows the code by. */
  readonly hash: string;
  /** Warnings; errors are thrown. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles a contract. Throws a CompileError that lists what is wrong and where. */
export async function compileContract({ entry, meta = {} }: CompileOptions): Promise<CompiledContract> {
  const sources = loadSources(entry);
  const root = commonFolder(sources.files);
  const reporter = new Reporter(root);

  reporter.typescript(sources.program.getSyntacticDiagnostics());
  throwErrors(reporter);
  const model = collect(sources, reporter);
  checkSources({ sources, model, reporter });
  reporter.typescript(sources.program.getSemanticDiagnostics());
  if (!model.contract) reporter.errorAt(sources.files[0]!, 0, 'no class is a @contract');
  throwErrors(reporter);

  const lowered = lower(sources, model, root, reporter);
  throwErrors(reporter);
  const { wasm: code, problems } = assemble(lowered);
  const diagnostics = problems.map((problem) => toDiagnostic(problem, lowered, reporter));
  if (!code) throw new CompileError(diagnostics.filter(({ severity }) => severity === 'error'));

  const events = [...model.events.values()];
  const types = reachableTypes(model.contract!, events, model, sources);
  const wasm = withCustomSections(code, [
    ['contractspecv0', specSection(specEntries(model.contract!, types, events))],
    ['contractenvmetav0', environmentSection(code)],
    ['contractmetav0', metaSection(meta)],
  ]);
  return { wasm, hash: createHash('sha256').update(wasm).digest('hex'), diagnostics };
}

function throwErrors(reporter: Reporter): void {
  if (reporter.hasErrors) throw new CompileError(reporter.diagnostics);
}

/** The deepest folder that holds all sources. Paths in messages are relative to it. */
function commonFolder(files: readonly ts.SourceFile[]): string {
  let folder = dirname(resolve(files[0]!.fileName));
  const isInside = (path: string): boolean => `${resolve(path)}/`.startsWith(folder === '/' ? '/' : `${folder}/`);
  while (!files.every((file) => isInside(file.fileName))) folder = dirname(folder);
  return folder;
}

function toDiagnostic(problem: BackProblem, lowered: Lowered, reporter: Reporter): Diagnostic {
  const { severity, message } = problem;
  const original = problem.path === undefined ? undefined : lowered.original(problem.path, problem.offset);
  if (!original) return { severity, file: problem.path ?? '', line: 0, column: 0, message };
  const { line, character } = original.file.getLineAndCharacterOfPosition(original.offset);
  return { severity, file: reporter.pathOf(original.file.fileName), line: line + 1, column: character + 1, message };
}
