import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import binaryen from 'assemblyscript/binaryen';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileContract } from '../src/compile.ts';
import { compileText } from './support/compile-text.ts';
import { type ContractClient, startNetwork, type TestNetwork } from './support/network.ts';

const head = `import { type Address, contract, contracttype, instance, Option, type Sym, sym, Vec } from '@istsi/soroban-sdk';`;

function textOf(wasm: Uint8Array): string {
  const module = binaryen.readBinary(wasm);
  try {
    return module.emitText();
  } finally {
    module.dispose();
  }
}

const occurrences = (text: string, searched: RegExp): number => [...text.matchAll(searched)].length;

describe('a struct that holds one of its own kind', () => {
  let network: TestNetwork;
  let client: ContractClient;

  beforeAll(async () => {
    const { wasm } = await compileText(`${head}
@contracttype class Link { after!: u32; next!: Option<Link>; own!: u32; }
@contracttype class Outer { inner!: Link; mark!: u32; }
@contract export class Chain {
  keep(): void {
    const last: Link = { after: 5, next: Option.none<Link>(), own: 6 };
    const middle: Link = { after: 3, next: Option.some<Link>(last), own: 4 };
    const first: Link = { after: 1, next: Option.some<Link>(middle), own: 2 };
    instance.set<Sym, Outer>(sym('CHAIN'), { inner: first, mark: 7 });
  }
  kept(): Vec<u32> {
    const kept = instance.get<Sym, Outer>(sym('CHAIN'));
    const first = kept.inner;
    const middle = first.next.unwrap();
    const last = middle.next.unwrap();
    return Vec.of<u32>(first.after, first.own, middle.after, middle.own, last.after, last.own, kept.mark);
  }
}`);
    network = await startNetwork();
    client = await network.deploy(wasm);
  });
  afterAll(() => network?.stop());

  test('is stored and read whole', async () => {
    await (await client.keep!()).signAndSend();
    expect((await client.kept!()).result).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('what a contract does not need is not in it', () => {
  test('zeros written into fresh memory', async () => {
    const { wasm } = await compileText(`${head}
class Sums { a: u32 = 0; b: u32 = 0; c: u32 = 9; d: u64 = 0; }
@contract export class C {
  run(x: u32): u32 {
    const sums = new Sums();
    sums.a += x;
    instance.set<Sym, u32>(sym('KEPT'), sums.c);
    return sums.a + sums.b + sums.c + (sums.d as u32);
  }
}`);
    expect(
      occurrences(textOf(wasm), /\(i(32|64)\.store(8|16)?[^()]*\n? *\(local[^()]*\)\n? *\(i(32|64)\.const 0\)/g),
    ).toBe(0);
  });

  test('a symbol twice, though two files have it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'symbols-'));
    try {
      const key = `import { instance, type Sym, sym } from '@istsi/soroban-sdk';`;
      const other = `export function count(): u32 { return instance.getOr<Sym, u32>(sym('a_long_symbol'), 0); }`;
      await writeFile(join(folder, 'count.ts'), `${key}\n${other}\n`);
      await writeFile(
        join(folder, 'contract.ts'),
        `${head}
import { count } from './count.ts';
@contract export class C {
  run(): u32 {
    const next = count() + 1;
    instance.set<Sym, u32>(sym('a_long_symbol'), next);
    return next;
  }
}`,
      );
      const { wasm } = await compileContract({ entry: join(folder, 'contract.ts') });
      expect(occurrences(textOf(wasm), /a_long_symbol/g)).toBe(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
