import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  compileBeside,
  type contract,
  type ExampleNetwork,
  invoke,
  type Keypair,
  read,
  startNetwork,
} from '../network.ts';

const HOUR = 3_600;
const PRICE = 50_000_000n;

let network: ExampleNetwork;
let wasm: Uint8Array;
let buyer: Keypair;
let seller: Keypair;
let token: string;
let lumens: contract.Client;
let escrow: contract.Client;
beforeAll(async () => {
  network = await startNetwork();
  wasm = await compileBeside(import.meta.url);
  [buyer, seller] = await Promise.all([network.fund(), network.fund()]);
  token = await network.lumens(buyer);
  lumens = await network.as(buyer, token);
});
beforeEach(async () => {
  // Ledger time runs ahead of the machine's once a test has advanced it.
  escrow = await network.deploy(buyer, wasm, { ...terms(), deadline: (await network.now()) + BigInt(HOUR) });
});
afterAll(() => network.stop());

const terms = () => ({ buyer: buyer.publicKey(), seller: seller.publicKey(), token, amount: PRICE });
const balance = (id: string): Promise<bigint> => read(lumens, 'balance', { id });

test('a released payment goes to the seller, and both steps are told', async () => {
  const before = await balance(seller.publicKey());
  await invoke(escrow, 'fund');
  expect(await balance(escrow.options.contractId)).toBe(PRICE);
  await invoke(escrow, 'release');
  expect(await balance(escrow.options.contractId)).toBe(0n);
  expect(await balance(seller.publicKey())).toBe(before + PRICE);
  expect(await network.events(escrow.options.contractId)).toEqual([
    { topics: ['funded', buyer.publicKey()], data: { amount: PRICE } },
    { topics: ['settled', seller.publicKey()], data: { amount: PRICE } },
  ]);
});

test('after the deadline anybody sends the payment back to the buyer', async () => {
  await invoke(escrow, 'fund');
  const asSeller = await network.as(seller, escrow.options.contractId);
  await expect(invoke(asSeller, 'refund')).rejects.toThrow('Until the deadline, only the buyer decides.');
  await network.advanceTime(HOUR);
  const before = await balance(buyer.publicKey());
  await invoke(asSeller, 'refund');
  expect(await balance(buyer.publicKey())).toBe(before + PRICE);
});

test('a payment is settled once', async () => {
  await expect(invoke(escrow, 'release')).rejects.toThrow('Nothing was paid in yet.');
  await invoke(escrow, 'fund');
  await expect(invoke(escrow, 'fund')).rejects.toThrow('Only one payment is ever held.');
  await invoke(escrow, 'release');
  await network.advanceTime(HOUR);
  await expect(invoke(escrow, 'refund')).rejects.toThrow('The payment was released or refunded.');
});

test('the seller cannot release', async () => {
  await invoke(escrow, 'fund');
  const asSeller = await network.as(seller, escrow.options.contractId);
  await expect(invoke(asSeller, 'release')).rejects.toThrow();
  expect(await balance(escrow.options.contractId)).toBe(PRICE);
});
