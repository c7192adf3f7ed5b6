import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { COVERAGE_FOLDER, gatherCoverage } from '../kit/coverage-files.ts';
import { CommandError } from '../project/command-error.ts';
import { BUILT } from '../project/contracts.ts';
import { build } from './build.ts';

const TESTS = 'test';
/** Below `build`, so that the tests' own imports of `../build` lead to the same place. */
const STAGE = join(BUILT, 'js');

/**
 * Builds the contracts, translates the tests to JavaScript and gives them to Node's own test runner: no loader, and the
 * same on every version of Node. Types are not checked here: that is `tsc`'s work.
 */
export async function test(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { coverage: { type: 'boolean' } },
  });
  await build([]);
  rmSync(STAGE, { recursive: true, force: true });
  const sources = [...filesOf(TESTS), ...filesOf('src'), ...filesOf(BUILT)].filter((path) => path.endsWith('.ts'));
  for (const path of sources) translate(path);
  const wanted = positionals.length > 0 ? positionals.map((path) => relative('.', path)) : sources.filter(isTest);
  const missing = wanted.find((path) => !sources.includes(path));
  if (missing !== undefined) throw new CommandError(`there is no test ${missing} in ${TESTS}`);
  if (wanted.length === 0) throw new CommandError(`there is no *.test.ts in ${TESTS}`);
  const node = ['--enable-source-maps', '--test', ...wanted.map(stagedPath)];
  return values.coverage ? await runCovered(node) : await runNode(node);
}

/** Where the report is kept, for whatever reads lcov. */
const REPORT = join(BUILT, 'coverage', 'lcov.info');

/** Runs the tests, and tells which lines and functions of the contracts they ran. */
async function runCovered(node: string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'soroban-coverage-'));
  try {
    const code = await runNode(node, { [COVERAGE_FOLDER]: folder });
    const coverage = gatherCoverage(folder);
    mkdirSync(dirname(REPORT), { recursive: true });
    writeFileSync(REPORT, coverage.toLcov());
    console.log(`\n${coverage}\n\n${REPORT}`);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isTest = (path: string): boolean => path.startsWith(`${TESTS}${sep}`) && path.endsWith('.test.ts');
const stagedPath = (path: string): string => join(STAGE, path.replace(/\.ts$/, '.js'));

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => !path.startsWith(`${STAGE}${sep}`));
}

function translate(path: string): void {
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), {
    fileName: path,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      rewriteRelativeImportExtensions: true,
      inlineSourceMap: true,
      inlineSources: true,
    },
  });
  const target = stagedPath(path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, outputText);
}

const runNode = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
