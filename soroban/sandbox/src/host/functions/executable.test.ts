import { StrKey } from '@stellar/stellar-sdk';
import { expect, test } from 'vitest';
import { bytes, sym, TestLedger, u32, vec } from '../../../test/host/test-ledger.ts';
import { Host } from '../host.ts';
import { executableRefKey, instanceKey } from '../storage/instance.ts';
import type { ContractExecutable, HostVal, MapEntry } from '../values/value.ts';
import { address } from './address.ts';

const contract = StrKey.encodeContract(Buffer.alloc(32, 1));
const owner = StrKey.encodeContract(Buffer.alloc(32, 2));
const hash = Buffer.alloc(32, 3);
const tag = Buffer.from('latest');
const code: ContractExecutable = { type: 'wasm', hash: hash.toString('hex') };

/** What runs at the contract, and the instructions that it costs to find out. */
function executableOf(executable: ContractExecutable, storage?: readonly MapEntry[]): [unknown, number] {
  const ledger = new TestLedger();
  ledger.put({ ...instanceKey(contract), value: { type: 'contractInstance', executable, storage } }, 5_000);
  ledger.put({ ...executableRefKey(owner, tag), value: bytes(hash) }, 5_000);
  const host = new Host({
    ...{ reader: ledger.entries, ledger: ledger.info, source: ledger.source, auth: [], footprint: 'record' },
    // The function is called directly.
    function: undefined as never,
    prngSeed: new Uint8Array(32),
  });
  const before = host.budget.instructions;
  return [
    address.get_address_executable(host, { type: 'address', value: contract }),
    host.budget.instructions - before,
  ];
}

test.each<[string, ContractExecutable, HostVal]>([
  ['Wasm', code, vec(sym('Wasm'), bytes(hash))],
  ['a Stellar asset', { type: 'stellarAsset' }, vec(sym('StellarAsset'))],
  ['what a reference refers to', { type: 'externalRef', owner, tag }, vec(sym('Wasm'), bytes(hash))],
])('what runs at an address is %s', (_, executable, value) => {
  expect(executableOf(executable)[0]).toEqual(value);
});

// These numbers are this host's own. Whole upgrades, which ask this, cost to the instruction what the network's host charged for
// them once the instance was looked up once; before, 613 more.
test('an instance is looked up once to find out what runs there', () => {
  expect(executableOf(code)[1]).toBe(9_182);
  expect(executableOf(code, [[sym('start'), u32(5)]])[1]).toBe(11_138);
});
