import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileContract } from '../compile.ts';
import { generateContractClient } from './generate.ts';

const run = promisify(execFile);
const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const contracts = pathOf('../../test/contracts');
let folder: string;
const clients = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'client-'));
  for (const name of ['token', 'all-types']) {
    const { wasm } = await compileContract({ entry: join(contracts, name, 'contract.ts') });
    clients.set(name, generateContractClient(wasm, name === 'token' ? 'TokenClient' : 'AllTypesClient'));
    expect(generateContractClient(wasm, name === 'token' ? 'TokenClient' : 'AllTypesClient')).toBe(clients.get(name));
    await writeFile(join(folder, `${name}.ts`), clients.get(name)!);
  }
});
afterAll(() => rm(folder, { recursive: true }));

test('a client has a method per entry, one that survives failure, and the types it uses', () => {
  const text = clients.get('token')!;
  expect(text).toContain('  transfer(_from: Address, to: MuxedAddress, amount: i128): void {');
  expect(text).toContain('  try_transfer(_from: Address, to: MuxedAddress, amount: i128): TryResult<void> {');
  expect(text).toContain('export enum TokenError {');
  expect(text).toContain('export class Metadata {');
  expect(text).not.toContain('__constructor');
});

test('a contract that uses the clients compiles', async () => {
  await writeFile(
    join(folder, 'contract.ts'),
    `import { type Address, contract, type i128, Option, type Vec } from '@istsi/soroban-sdk';
import { AllTypesClient, Color, type Everything, Shape } from './all-types.ts';
import { TokenClient, TokenError } from './token.ts';

@contract
export class Caller {
  move(token: Address, from: Address, owners: Vec<Address>): i128 {
    const client = new TokenClient(token);
    const result = client.try_total(owners);
    if (result.isContractError && result.code === TokenError.NoRole) return 0;
    return client.balance(from) + result.unwrap();
  }

  shape(contract: Address, everything: Everything): Option<u32> {
    const client = new AllTypesClient(contract);
    client.echo_shape(Shape.AVeryLongCaseName(Color.Green));
    return client.echo_option(client.echo_everything(everything).flag ? Option.some<u32>(1) : Option.none<u32>());
  }
}
`,
  );
  const { wasm } = await compileContract({ entry: join(folder, 'contract.ts') });
  expect(wasm.length).toBeGreaterThan(500);
});

test('types the project has already are imported', async () => {
  const { wasm } = await compileContract({ entry: join(contracts, 'token/contract.ts') });
  const text = generateContractClient(wasm, 'TokenClient', { types: { Role: '../roles.ts' } });
  expect(text).toContain("import type { Role } from '../roles.ts';");
  expect(text).not.toContain('enum Role');
});

test('the formatter and the linter have nothing to change', async () => {
  const biome = pathOf('../../../../node_modules/.bin/biome');
  await cp(pathOf('../../../../biome.json'), join(folder, 'biome.json'));
  await run(biome, ['check', 'token.ts', 'all-types.ts'], { cwd: folder });
  expect(await readFile(join(folder, 'token.ts'), 'utf8')).toBe(clients.get('token'));
});
