import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contract, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CompiledContract, compileContract, lintWasm } from './index.ts';
import { readImports } from './wasm/imports.ts';
import { customSection, readSections } from './wasm/sections.ts';

const contracts = fileURLToPath(new URL('../test/contracts', import.meta.url));
const startSection = 8;

describe('the token example', () => {
  let compiled: CompiledContract;
  let elsewhere: string;

  beforeAll(async () => {
    compiled = await compileContract({ entry: join(contracts, 'token/contract.ts'), meta: { sep: '41' } });
    elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
  });
  afterAll(() => rm(elsewhere, { recursive: true }));

  test('gives the same bytes from another folder', async () => {
    await cp(join(contracts, 'token'), join(elsewhere, 'deep/down/token'), { recursive: true });
    const again = await compileContract({ entry: join(elsewhere, 'deep/down/token/contract.ts'), meta: { sep: '41' } });
    expect(again.hash).toBe(compiled.hash);
    expect(again.wasm).toEqual(compiled.wasm);
  });

  test('passes the lint, has no start function and stays small', () => {
    expect(lintWasm(compiled.wasm)).toEqual([]);
    expect(readSections(compiled.wasm).some(({ id }) => id === startSection)).toBe(false);
    expect(compiled.wasm.length).toBeLessThan(6_000);
  });

  test('exports its entries and the memory, nothing else', async () => {
    const module = await WebAssembly.compile(compiled.wasm as Uint8Array<ArrayBuffer>);
    const names = WebAssembly.Module.exports(module).map(({ name }) => name);
    const entries = contract.Spec.fromWasm(Buffer.from(compiled.wasm))
      .funcs()
      .map(({ name }) => String(name));
    expect(names.sort()).toEqual([...entries, 'memory'].sort());
  });

  test('says which protocol it needs and carries the meta it was given', () => {
    const environment = xdr.ScEnvMetaEntry.fromXdr(Buffer.from(customSection(compiled.wasm, 'contractenvmetav0')!));
    expect(environment.value).toMatchObject({ protocol: 23, preRelease: 0 });
    const meta = xdr.ScMetaEntry.fromXdr(Buffer.from(customSection(compiled.wasm, 'contractmetav0')!));
    expect([String(meta.value.key), String(meta.value.val)]).toEqual(['sep', '41']);
    expect(readImports(compiled.wasm).length).toBeGreaterThan(5);
  });

  test('is described well enough for Stellar’s client to be built from the Wasm', async () => {
    const client = await contract.Client.fromWasm(Buffer.from(compiled.wasm), {
      contractId: 'CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM',
      networkPassphrase: 'any',
      rpcUrl: 'http://localhost',
      allowHttp: true,
    });
    expect(Object.keys(client)).toEqual(expect.arrayContaining(['transfer', 'balance', 'try_balance'].slice(0, 2)));
    const spec = contract.Spec.fromWasm(Buffer.from(compiled.wasm));
    const transfer = spec.getFunc('transfer');
    expect(transfer.inputs.map(({ name, type }) => [String(name), type.type])).toEqual([
      ['from', 'scSpecTypeAddress'],
      ['to', 'scSpecTypeMuxedAddress'],
      ['amount', 'scSpecTypeI128'],
    ]);
    expect(String(spec.getFunc('mint').doc)).toBe('Creates tokens; the admin only.');
    expect(spec.errorCases().map(({ name, value, doc }) => [String(name), value, String(doc)])).toEqual([
      ['InsufficientBalance', 301, 'Insufficient balance'],
      ['NegativeAmount', 302, 'An amount is below zero.'],
      ['NoRole', 303, 'No role'],
    ]);
  });
});

test('two contracts compile at once without disturbing each other', async () => {
  const entries = ['token', 'arith'].map((name) => join(contracts, name, 'contract.ts'));
  const alone = [await compileContract({ entry: entries[0]! }), await compileContract({ entry: entries[1]! })];
  const together = await Promise.all(entries.map((entry) => compileContract({ entry })));
  expect(together.map(({ hash }) => hash)).toEqual(alone.map(({ hash }) => hash));
});

test('a missing entry is named', async () => {
  await expect(compileContract({ entry: 'no/such/contract.ts' })).rejects.toThrow(
    'there is no contract at no/such/contract.ts',
  );
});
