import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customSection } from '../src/wasm/sections.ts';
import { compileText } from './support/compile-text.ts';
import { type ContractClient, startNetwork, type TestNetwork } from './support/network.ts';

const source = `
import { type Bytes, type BytesN, contract, crypto } from '@istsi/soroban-sdk';
@contract
export class Verifier {
  verify44(key: BytesN<1312>, message: Bytes, signature: BytesN<2420>, context: Bytes): void { crypto.mlDsa44Verify(key, message, signature, context); }
  verify65(key: BytesN<1952>, message: Bytes, signature: BytesN<3309>, context: Bytes): void { crypto.mlDsa65Verify(key, message, signature, context); }
  verify87(key: BytesN<2592>, message: Bytes, signature: BytesN<4627>, context: Bytes): void { crypto.mlDsa87Verify(key, message, signature, context); }
}`;
const message = Buffer.from('a block of tomorrow');
const context = Buffer.from('vault');

let network: TestNetwork;
let wasm: Uint8Array;
let client: ContractClient;
beforeAll(async () => {
  ({ wasm } = await compileText(source));
  network = await startNetwork({ protocol: 30 });
  client = await network.deploy(wasm);
});
afterAll(() => network?.stop());

test.each([
  ['verify44', ml_dsa44],
  ['verify65', ml_dsa65],
  ['verify87', ml_dsa87],
] as const)('%s takes what was signed, and nothing else', async (entry, scheme) => {
  const { secretKey, publicKey } = scheme.keygen(new Uint8Array(32).fill(7));
  const signature = scheme.sign(message, secretKey, { context });
  const verify = async (changed: Record<string, Buffer> = {}) =>
    (await client[entry]!({ key: publicKey, message, signature, context, ...changed })).result;
  await verify();
  await expect(verify({ message: Buffer.from('another') })).rejects.toThrow('Error(Crypto, InvalidInput)');
  await expect(verify({ context: Buffer.alloc(0) })).rejects.toThrow('Error(Crypto, InvalidInput)');
});

test('a contract that asks for it says that it needs protocol 30, and is refused before', async () => {
  expect(Buffer.from(customSection(wasm, 'contractenvmetav0')!).readUInt32BE(4)).toBe(30);
  const older = await startNetwork({ protocol: 28 });
  try {
    await expect(older.deploy(wasm)).rejects.toThrow();
  } finally {
    await older.stop();
  }
});
