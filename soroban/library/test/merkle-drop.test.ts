import type { Contract } from '@istsi/soroban-ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Line, merkleTree } from './support/merkle.ts';
import { errorOf, startWorld, type World } from './support/world.ts';

let world: World;
let token: Contract;
let drop: Contract;
let lines: Line[];
let proofs: Buffer[][];
let restore: () => Promise<void>;
beforeAll(async () => {
  world = await startWorld();
  token = await world.coin(10_000n);
  const { alice, bob, owner } = world;
  lines = [alice, bob, owner, bob, alice].map(({ address }, i) => ({
    receiver: address,
    amount: BigInt(10 * (i + 1)),
  }));
  const tree = merkleTree(lines);
  proofs = tree.proofs;
  drop = await world.place('drop', { token: token.address, root: tree.root });
  await token.as(alice).call('transfer', { from: alice.address, to: drop.address, amount: 1_000n });
  restore = await world.snapshot();
});
beforeEach(() => restore());
afterAll(() => world?.stop());

const claim = (index: number, changed: Partial<Line> = {}, proof = proofs[index]!) =>
  drop.call('claim', { index, ...lines[index]!, ...changed, proof });

test('every claim of the list is paid, each once', async () => {
  for (const index of lines.keys()) {
    await claim(index);
    expect(await drop.read('is_claimed', { index })).toBe(true);
    expect(await errorOf(claim(index))).toBe('AlreadyClaimed');
  }
  expect(await token.read('balance', { id: world.bob.address })).toBe(10_060n);
  expect(await token.read('balance', { id: drop.address })).toBe(850n);
  expect((await drop.events())[2]).toMatchObject({
    topics: ['claimed', world.owner.address],
    data: { index: 2, amount: 30n },
  });
});

test.each<[string, () => Promise<unknown>, string]>([
  ['another amount', () => claim(1, { amount: 21n }), 'InvalidProof'],
  ['another receiver', () => claim(1, { receiver: world.alice.address }), 'InvalidProof'],
  ['the proof of another claim', () => claim(1, {}, proofs[3]!), 'InvalidProof'],
  ['a proof that is cut off', () => claim(1, {}, proofs[1]!.slice(0, 2)), 'InvalidProof'],
  ['no proof', () => claim(1, {}, []), 'InvalidProof'],
  [
    'a proof without end',
    () =>
      claim(
        1,
        {},
        Array.from({ length: 33 }, () => Buffer.alloc(32)),
      ),
    'ProofTooLong',
  ],
  ['the same claim under another index', () => claimAs(4, 5), 'InvalidProof'],
])('%s is refused', async (_, call, error) => {
  expect(await errorOf(call())).toBe(error);
  expect(await token.read('balance', { id: drop.address })).toBe(1_000n);
});

const claimAs = (index: number, said: number) =>
  drop.call('claim', { ...lines[index]!, index: said, proof: proofs[index]! });
