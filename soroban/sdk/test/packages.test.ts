import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { contract as stellar } from '@stellar/stellar-sdk';
import { afterEach, expect, test } from 'vitest';
import { type CompiledContract, CompileError, compileContract } from '../src/index.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** Compiles `contract.ts` of a project that has these files. */
async function compileIn(files: Record<string, string>, entry = 'contract.ts'): Promise<CompiledContract> {
  const folder = await mkdtemp(join(tmpdir(), 'project-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return await compileContract({ entry: join(folder, entry) });
}

async function problemOf(files: Record<string, string>): Promise<string> {
  const error = await compileIn(files).catch((cause: unknown) => cause);
  if (!(error instanceof CompileError)) throw new Error('it compiles', { cause: error });
  return error.message;
}

const library = (folder = 'node_modules/@some/library', version = '1.2.3'): Record<string, string> => ({
  [`${folder}/package.json`]: JSON.stringify({
    name: '@some/library',
    version,
    exports: { './limits': './src/limits.ts', './built': './lib/built.js', './outside': './src/outside.ts' },
  }),
  [`${folder}/lib/built.js`]: 'export const limit = 3;',
  [`${folder}/src/outside.ts`]: "export { limit } from '../../other.ts';",
  [`${folder}/src/limits.ts`]: `
import { contractevent, publish, require, type u32 } from '@istsi/soroban-sdk';
import { MOST } from './numbers.ts';
export enum LimitError { TooMuch = 40 }
export enum OtherError { Never = 50 }
@contractevent export class Taken { amount!: u32; }
@contractevent export class Unused { amount!: u32; }
/** Ends the call above the limit. */
export function requireBelow(amount: u32): void { require(amount <= MOST, LimitError.TooMuch); publish<Taken>({ amount }); }
export function unused(amount: u32): void { require(amount > 0, OtherError.Never); publish<Unused>({ amount }); }
`,
  [`${folder}/src/numbers.ts`]: "import type { u32 } from '@istsi/soroban-sdk'; export const MOST: u32 = 7;",
});

const using = (name: string): string => `
import { contract, type u32 } from '@istsi/soroban-sdk';
import { requireBelow } from '${name}';
@contract export class Taker { take(amount: u32): u32 { requireBelow(amount); return amount; } }
`;

const namesIn = ({ wasm }: CompiledContract): string[] =>
  stellar.Spec.fromWasm(Buffer.from(wasm)).entries.map((entry) => {
    const [value] = Object.values(entry).filter((each) => each instanceof Object) as { name: { toString(): string } }[];
    return value!.name.toString();
  });

test('a contract uses the code of a package, and has of its errors and events those that it reaches', async () => {
  const compiled = await compileIn({ 'contract.ts': using('@some/library/limits'), ...library() });
  expect(namesIn(compiled).sort()).toEqual(['LimitError', 'Taken', 'take']);
});

test('the bytes are the same wherever npm put the package', async () => {
  const near = await compileIn({ 'contract.ts': using('@some/library/limits'), ...library() });
  const entry = 'deep/down/here/contract.ts';
  const far = await compileIn({ [entry]: using('@some/library/limits'), ...library() }, entry);
  expect(far.hash).toBe(near.hash);
});

test('two versions of a package are two packages', async () => {
  const between = `
import type { u32 } from '@istsi/soroban-sdk';
import { requireBelow } from '@some/library/limits';
export function requireBoth(amount: u32): void { requireBelow(amount); }
`;
  const inner = library('node_modules/between/node_modules/@some/library', '2.0.0');
  const { wasm } = await compileIn({
    ...library(),
    ...inner,
    'node_modules/between/package.json': '{ "name": "between", "version": "1.0.0", "exports": "./index.ts" }',
    'node_modules/between/index.ts': between,
    'contract.ts': `
import { contract, type u32 } from '@istsi/soroban-sdk';
import { requireBoth } from 'between';
import { requireBelow } from '@some/library/limits';
@contract export class Taker { take(amount: u32): void { requireBelow(amount); requireBoth(amount); } }
`,
  });
  expect(wasm.length).toBeGreaterThan(0);
});

test.each<[string, string, RegExp]>([
  [
    'a package that is not there',
    'elsewhere/limits',
    /contract\.ts:3:.* no package elsewhere here: npm install elsewhere/,
  ],
  ['a part that it does not export', '@some/library/numbers', /@some\/library exports no numbers/],
  ['what is no contract code', '@some/library/built', /leads to built\.js, which is no contract code/],
  ['a file outside of its package', '@some/library/outside', /leads out of its package/],
])('%s is named', async (_, name, message) => {
  const files = { ...library(), 'node_modules/@some/other.ts': 'export const limit = 3;' };
  expect(await problemOf({ 'contract.ts': using(name), ...files })).toMatch(message);
});

test('what is wrong in a package is said with its name and version', async () => {
  const files = library();
  files['node_modules/@some/library/src/numbers.ts'] = 'export const MOST = 1.5;';
  expect(await problemOf({ 'contract.ts': using('@some/library/limits'), ...files })).toMatch(
    /node_modules\/@some\/library@1\.2\.3\/src\/numbers\.ts:1:\d+.*floating point/,
  );
});
