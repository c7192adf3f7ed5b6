import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CompileError, compileContract } from '../src/index.ts';
import { compileText } from './support/compile-text.ts';
import { type ContractClient, startNetwork, type TestNetwork } from './support/network.ts';

let network: TestNetwork;
let client: ContractClient;
beforeAll(async () => {
  network = await startNetwork();
  const entry = fileURLToPath(new URL('./contracts/inheritance/contract.ts', import.meta.url));
  client = await network.deploy((await compileContract({ entry })).wasm);
});
afterAll(() => network?.stop());

const read = async (entry: string, args: Record<string, unknown> = {}): Promise<unknown> =>
  (await client[entry]!(args)).result;

describe('a contract that extends a class', () => {
  test('has its entries, with types of the file that they are in', async () => {
    expect(await read('tell', { message: { text: 'hello', times: 2 } })).toEqual({ text: 'hello', times: 2 });
  });
  test('has those of what that one extends', async () => {
    expect(await read('root')).toBe('Root');
  });
  test('answers for itself what it overrides, also when its base asks', async () => {
    expect(await read('name')).toBe('Leaf');
    expect(await read('asked')).toBe('Leaf');
  });
  test('fills in what its base leaves open', async () => {
    expect(await read('doubled', { by: 4 })).toBe(9);
  });
  test('reaches what it overrides by super, over as many classes as lie between', async () => {
    expect(await read('above')).toBe('Middle');
    expect(await read('sum')).toBe(111);
  });
  test('says of an entry without words what its base says', () => {
    expect(client.spec.getFunc('name').doc.toString()).toBe('Who answers.');
  });
});

test.each<[string, string, RegExp]>([
  ['a base with fields', 'export class B { count!: u32; }', /methods only/],
  ['a generic base', 'export class B<T> { }', /not generic/],
  ['a base that is a type', '@contracttype export class B { }', /no @contracttype/],
  ['a base with a constructor', 'export class B { constructor() {} }', /entry __constructor/],
  ['`this` as a value', 'export class B { me(): void { keep(this); } } function keep(b: B): void {}', /no value/],
  ['an override without the word', 'export class B { f(): void {} }', /override/],
])('%s is refused', async (_, base, message) => {
  const text = `import { contract, contracttype, type u32 } from '@istsi/soroban-sdk';
${base}
@contract export class C extends B${base.includes('<T>') ? '<u32>' : ''} { f(): void {} n(x: u32): u32 { return x; } }
export class Unused { @contracttype a!: u32; }`.replace(/\nexport class Unused.*/, '');
  const error = await compileText(text).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(CompileError);
  expect((error as CompileError).message).toMatch(message);
});

test('an entry that is inherited costs no byte more', async () => {
  const imports = "import { contract, instance, type Sym, sym, type u32 } from '@istsi/soroban-sdk';";
  const entry = `add(by: u32): u32 { const sum = this.sum() + by; instance.set<Sym, u32>(sym('SUM'), sum); return sum; }
  sum(): u32 { return instance.getOr<Sym, u32>(sym('SUM'), 0); }`;
  const own = await compileText(`${imports} @contract export class C { ${entry} }`);
  const inherited = await compileText(
    `${imports} abstract class B { ${entry} } @contract export class C extends B { override sum(): u32 { return super.sum(); } }`,
  );
  const plain = await compileText(`${imports} abstract class B { ${entry} } @contract export class C extends B { }`);
  expect(plain.wasm.length).toBe(own.wasm.length);
  expect(inherited.wasm.length).toBeLessThanOrEqual(own.wasm.length);
});
