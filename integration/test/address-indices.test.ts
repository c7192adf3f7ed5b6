import { openAddressIndices } from '@istsi/contracts';
import { type Network, openNetwork } from '@istsi/soroban-client';
import { Keypair, scValToNative, xdr } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
let network: Network;
let other: Network;
let registry: string;
const users: string[] = [];
const indices: number[] = [];
beforeAll(async () => {
  world = await startWorld();
  const { networkPassphrase, rpcUrl } = world.sandbox;
  network = openNetwork({ rpcUrl, networkPassphrase });
  other = openNetwork({ rpcUrl: world.stellar.url, networkPassphrase });
  registry = world.contracts.kyc.contractId;
  for (let n = 0; n < 3; n += 1) users.push((await world.createUser()).address);
  for (const user of users) indices.push(await world.contracts.kyc.read('address_index', { user }));
});
afterAll(async () => await world?.stop());
afterEach(() => {
  world.stellar.lie = undefined;
});

interface Entries {
  result: { entries: { key: string; xdr: string }[] };
}

/** The server answers about entries what this makes of them. */
function changeEntries(change: (entries: Entries['result']['entries']) => Entries['result']['entries']): void {
  world.stellar.lie = async (method, _params, forward) => {
    const answer = await forward();
    if (method !== 'getLedgerEntries') return answer;
    const { result } = answer as unknown as Entries;
    return { result: { ...result, entries: change(result.entries) } };
  };
}

const isInstance = (entry: string): boolean => {
  const data = xdr.LedgerEntryData.fromXdr(entry, 'base64');
  return data.type === 'contractData' && data.value.val.type === 'scvContractInstance';
};

describe('numbers of addresses, read from the entries of the registry', () => {
  test('are what the registry says, for many in one question; nothing is said of who is not registered', async () => {
    world.stellar.asked.length = 0;
    const stranger = Keypair.random().publicKey();
    const read = openAddressIndices({ network: other, other: undefined }, registry);
    const [first, second, third] = users as [string, string, string];
    expect(await read([third, stranger, first, second, first])).toEqual([
      indices[2],
      undefined,
      ...[indices[0], indices[1], indices[0]],
    ]);
    expect(new Set(indices).size).toBe(3);
    expect(world.stellar.asked).toEqual(['getLedgerEntries']);
  });

  test('count where two servers say the same, and only those', async () => {
    const read = openAddressIndices({ network, other }, registry);
    expect(await read(users)).toEqual(indices);
    // Of the first two accounts each has what is the other's.
    changeEntries((entries) => {
      const [one, two, ...rest] = entries.filter(({ xdr: entry }) => !isInstance(entry));
      const instance = entries.filter(({ xdr: entry }) => isInstance(entry));
      if (!one || !two) return entries;
      return [...instance, { ...one, xdr: two.xdr }, { ...two, xdr: one.xdr }, ...rest];
    });
    expect(await read(users)).toEqual([undefined, undefined, indices[2]]);
    changeEntries((entries) => entries.filter(({ xdr: entry }) => isInstance(entry)));
    expect(await read(users)).toEqual([undefined, undefined, undefined]);
  });

  test.each<[string, (storage: readonly xdr.ScMapEntry[]) => xdr.ScMapEntry[]]>([
    [
      'of another layout',
      (storage) =>
        storage.map((field) =>
          String(scValToNative(field.key)) === 'Layout'
            ? new xdr.ScMapEntry({ key: field.key, val: xdr.ScVal.scvU32(3) })
            : field,
        ),
    ],
    ['that says no layout', (storage) => storage.filter(({ key }) => String(scValToNative(key)) !== 'Layout')],
  ])('are not read from a registry %s', async (_, change) => {
    changeEntries((entries) =>
      entries.map((entry) => {
        const data = xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
        if (data.type !== 'contractData' || data.value.val.type !== 'scvContractInstance') return entry;
        const { executable, storage } = data.value.val.value;
        const instance = new xdr.ScContractInstance({ executable, storage: change(storage ?? []) });
        const { ext, contract, key, durability } = data.value;
        const val = xdr.ScVal.scvContractInstance(instance);
        const changed = new xdr.ContractDataEntry({ ext, contract, key, durability, val });
        return { ...entry, xdr: xdr.LedgerEntryData.contractData(changed).toXdr('base64') };
      }),
    );
    const read = openAddressIndices({ network: other, other: undefined }, registry);
    expect(await read(users)).toEqual(users.map(() => undefined));
  });

  test('are not read from another contract', async () => {
    const read = openAddressIndices({ network, other: undefined }, world.contracts.reserve.contractId);
    expect(await read(users)).toEqual(users.map(() => undefined));
  });
});
