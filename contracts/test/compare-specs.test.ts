import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { afterAll, describe, expect, test } from 'vitest';
import { compareSpecs } from '../src/compare-specs.ts';
import { contractNames, loadContract } from '../src/index.ts';
import { packageDir } from '../src/paths.ts';

const folder = mkdtempSync(join(packageDir, '.compare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const original = `
import { type Address, contract, contractevent, contracttype, fail, publish, topic, type u32, type u64, variant } from '@istsi/soroban-sdk';
export enum BoxError { Full = 901, Locked = 902 }
export enum Size { Small = 0, Large = 1 }
@contracttype export class Content { amount!: u64; size!: Size; }
@contracttype export class Key {
  static Box(owner: Address): Key { return variant(); }
  static Lid(): Key { return variant(); }
}
@contractevent export class Opened { @topic owner!: Address; amount!: u64; }
@contract export class Box {
  open(owner: Address, key: Key): Content {
    if (key.is('Lid')) fail(BoxError.Locked);
    publish<Opened>({ owner, amount: 1 });
    return { amount: 1, size: Size.Small };
  }
  weight(): u32 { if (false) fail(BoxError.Full); return 1; }
}
`;

let count = 0;
async function compileText(text: string): Promise<Uint8Array> {
  const entry = join(folder, `box${count++}.ts`);
  writeFileSync(entry, text);
  return (await compileContract({ entry })).wasm;
}

const originalWasm = compileText(original);

describe('one Wasm can take the place of another', () => {
  test.each(contractNames)('%s that of itself', (name) => {
    const { wasm } = loadContract(name);
    expect(compareSpecs(wasm, wasm)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['with one more entry', 'weight(): u32', 'height(): u32 { return 2; }\n  weight(): u32'],
    ['with one more error', 'Locked = 902', 'Locked = 902, Lost = 903'],
    ['with one more case of an enum', 'Large = 1', 'Large = 1, Huge = 2'],
    ['with one more case of a union', 'static Lid()', 'static Side(): Key { return variant(); }\n  static Lid()'],
  ])('%s', async (_, before, after) => {
    expect(compareSpecs(await originalWasm, await compileText(original.replace(before, after)))).toEqual([]);
  });

  test.each<[string, string, string, string]>([
    ['an entry is gone', 'weight()', 'mass()', 'function weight'],
    ['a parameter has another type', 'open(owner: Address, key: Key)', 'open(owner: u64, key: Key)', 'function open'],
    ['a result has another type', 'weight(): u32', 'weight(): u64', 'function weight'],
    ['a struct has one more field', 'size!: Size;', 'size!: Size; owner!: u32;', 'struct Content'],
    ['a union lost a case', 'static Lid()', 'static Cover()', 'union Key'],
    ['an error number means something else', 'Full = 901', 'Full = 904', 'errors BoxError'],
    ['an enum was renumbered', 'Large = 1', 'Large = 3', 'enum Size'],
    ['an event has other data', 'amount!: u64; }\n@contract ', 'amount!: u32; }\n@contract ', 'event Opened'],
  ])('not when %s', async (_, before, after, what) => {
    let text = original.replace(before, after);
    if (what === 'union Key') text = text.replace("key.is('Lid')", "key.is('Cover')");
    if (what === 'function open') text = text.replace('publish<Opened>({ owner, amount: 1 });', '');
    if (what === 'struct Content') text = text.replace('size: Size.Small }', 'size: Size.Small, owner: 1 }');
    const found = compareSpecs(await originalWasm, await compileText(text));
    expect(found.map((problem) => problem.what)).toContain(what);
  });
});
