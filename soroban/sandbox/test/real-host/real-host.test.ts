import { readFileSync } from 'node:fs';
import type { xdr } from '@stellar/stellar-sdk';
import { expect, test } from 'vitest';
import type { InvokeResult } from '../../src/host/boundary.ts';
import {
  addr,
  callFunction,
  createFunction,
  sym,
  TestLedger,
  u32,
  uploadFunction,
  vec,
  wasmHash,
} from '../host/test-ledger.ts';
import { type Outcome, recorded } from './recorded.ts';

/**
 * What the network's own host did with the same invocations, one after the other: soroban-env-host 28.0.2, recording as
 * it does for simulation, and enforcing as nodes run it (built without the feature `recording_mode`). `probe.wasm` is
 * `test/host/contracts/probe.ts` as it was built then; its bytes must not change, for the numbers go by them.
 */
const wasm = readFileSync(new URL('./probe.wasm', import.meta.url));

type Step = {
  readonly name: string;
  readonly run: (world: World) => xdr.HostFunction;
  readonly before?: (world: World) => void;
};
type World = { readonly ledger: TestLedger; contract: string; other: string; third: string };

const key = sym('a_long_key_name');
const alice = (world: World) => addr(world.ledger.account('alice'));
const call =
  (name: string, ...args: Parameters<typeof callFunction>[2][]) =>
  ({ contract }: World) =>
    callFunction(contract, name, ...args);

const STEPS: readonly Step[] = [
  { name: 'code is uploaded', run: () => uploadFunction(wasm) },
  { name: 'code that is there is uploaded again', run: () => uploadFunction(wasm) },
  {
    name: 'a contract is created with an argument',
    run: ({ ledger }) => createFunction(ledger.source, wasm, [u32(7)], 1),
  },
  { name: 'another one is created', run: ({ ledger }) => createFunction(ledger.source, wasm, [u32(8)], 2) },
  { name: 'a third one is created', run: ({ ledger }) => createFunction(ledger.source, wasm, [u32(9)], 3) },
  { name: 'one is created where one is', run: ({ ledger }) => createFunction(ledger.source, wasm, [u32(9)], 3) },
  {
    name: 'one is created for an account that did not sign',
    run: ({ ledger }) => createFunction(ledger.account('alice').publicKey(), wasm, [u32(9)], 3),
  },
  { name: 'an entry is made', run: call('set_persistent', key, u32(1)) },
  { name: 'an entry is changed', run: call('set_persistent', key, u32(2)) },
  { name: 'instance storage is changed', run: call('set_instance', key, u32(3)) },
  { name: 'an entry is read', run: call('get_persistent', key) },
  { name: 'an entry is missing', run: call('get_persistent', sym('missing')) },
  { name: 'a lifetime is extended', run: call('extend_persistent', key, u32(5000), u32(6000)) },
  { name: 'a temporary entry is made', run: call('set_temporary', key, u32(4)) },
  { name: 'everything is written, and then undone', run: call('write_and_fail', key) },
  { name: 'Wasm traps', run: call('trap') },
  { name: 'a contract calls itself, five deep', run: call('recurse', u32(5)) },
  {
    name: 'the source account authorizes',
    run: ({ ledger, contract }) => callFunction(contract, 'note', addr(ledger.source), u32(1)),
  },
  {
    name: 'what fails in another contract is caught',
    run: ({ contract, other }) =>
      callFunction(contract, 'attempt', addr(other), sym('write_and_fail'), vec(sym('undone'))),
  },
  {
    name: 'an account is called, which nobody can catch',
    run: (world) => callFunction(world.contract, 'attempt', alice(world), sym('anything'), vec()),
  },
  {
    name: 'a contract authorizes as itself',
    run: ({ contract, other, third }) =>
      callFunction(contract, 'note_through', addr(other), addr(third), u32(1), u32(1)),
  },
  {
    name: 'a contract that is no account authorizes nothing',
    run: ({ contract, other }) => callFunction(contract, 'note', addr(other), u32(1)),
  },
  {
    name: 'an account that did not sign calls two contracts',
    run: (world) => callFunction(world.contract, 'note_and_forward', alice(world), addr(world.other), u32(1)),
  },
  {
    name: 'a contract makes a contract',
    run: ({ contract }) =>
      callFunction(
        contract,
        'deploy',
        { type: 'bytes', value: wasmHash(wasm) },
        { type: 'bytes', value: new Uint8Array(32) },
        u32(9),
      ),
  },
  { name: 'random numbers are drawn', run: call('random') },
  {
    name: 'a temporary entry that is expired is not there',
    before: ({ ledger }) => ledger.advance(100),
    run: call('has_temporary', key),
  },
  {
    name: 'what is archived is restored by recording',
    before: ({ ledger }) => ledger.advance(5000),
    run: call('get_persistent', key),
  },
];

const outcomeOf = (result: InvokeResult): Outcome => {
  const { instructions, memoryBytes } = result.resources;
  return result.ok ? [instructions, memoryBytes] : [instructions, memoryBytes, result.error.short];
};

test('invocations cost what they cost on the network, to the instruction and the byte', () => {
  const world: World = { ledger: new TestLedger(), contract: '', other: '', third: '' };
  const options = { prngSeed: new Uint8Array(32).fill(5) };
  const outcomes = STEPS.map(({ name, before, run }) => {
    before?.(world);
    const f = run(world);
    const recording = world.ledger.run(f, options);
    if (before !== undefined) return { name, recording: outcomeOf(recording) };
    const { auth, footprint } = recording;
    const enforcing = world.ledger.run(f, { ...options, auth, footprint });
    world.ledger.apply(enforcing);
    const made = enforcing.ok && enforcing.value.type === 'address' ? enforcing.value.value : '';
    if (world.contract === '') world.contract = made;
    else if (world.other === '') world.other = made;
    else if (world.third === '') world.third = made;
    return { name, recording: outcomeOf(recording), enforcing: outcomeOf(enforcing) };
  });
  expect(outcomes).toEqual(recorded);
});
