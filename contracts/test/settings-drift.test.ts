import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractName } from '../src/index.ts';
import { pause } from './actions.ts';
import { type Action, approve, propose, registerOthers } from './governance.ts';
import { instanceBytes } from './ledger-entries.ts';
import type { Person } from './people.ts';
import { type Prepared, prepare } from './prepared.ts';
import { startWorld, type World } from './world.ts';

/*
 * Settings of the price oracle and of a fungible token lie in their instances, which a pause writes too: what was decided and
 * signed together goes through in any order, and no instance has another size then.
 */
const DECIDERS: Person[] = ['superAdmin', 'bob', 'carol', 'alice', 'custodian4', 'custodian5', 'custodian6'];

let world: World;
beforeAll(async () => {
  world = await startWorld({ governance: { superAdmins: DECIDERS, threshold: 1, delay: 0n, expiry: 604_800n } });
  await registerOthers(world);
});
afterAll(() => world.stop());

const stranger = (seed: number): string => Keypair.fromRawEd25519Seed(Buffer.alloc(32, seed)).publicKey();
const decisions = (): [name: ContractName, method: string, args: Record<string, unknown>][] => {
  const contract = (name: ContractName): string => world.contracts[name].contractId;
  const config = {
    reporters: Array.from({ length: 15 }, (_, i) => stranger(i + 1)),
    quorum: 8,
    max_age: 600n,
    max_deviation_bps: 500,
    max_twap_deviation_bps: 1_000,
  };
  return [
    ['price-oracle', 'set_config', { config }],
    ['price-oracle', 'add_asset', { asset: { tag: 'Stellar', values: [contract('fungible-token')] } }],
    ['price-oracle', 'add_asset', { asset: { tag: 'Other', values: ['A23456789012345678901234567890ZZ'] } }],
    ['fungible-token', 'set_kyc_registry', { kyc_registry: undefined }],
    ['fungible-token', 'offer_admin', { to: stranger(77) }],
  ];
};

async function agree(action: Action): Promise<number> {
  const id = await propose(world, action);
  await approve(world, id);
  return id;
}

describe.each<[string, (prepared: Prepared[]) => Prepared[]]>([
  ['in one order', (prepared) => prepared],
  ['in the other', (prepared) => prepared.toReversed()],
])('what was decided together and signed, sent %s,', (_, ordered) => {
  test('goes through, each after all the others, a pause of the contract among them', { timeout: 60_000 }, async () => {
    const before = world;
    world = await before.copy();
    try {
      const named: ContractName[] = ['price-oracle', 'fungible-token'];
      const sizes = async () => await Promise.all(named.map((name) => instanceBytes(world, name)));
      const size = await sizes();
      const ids: number[] = [];
      for (const [name, method, args] of decisions()) {
        const { contractId, spec } = world.contracts[name];
        ids.push(await agree({ tag: 'Administer', values: [contractId, method, spec.funcArgsToScVals(method, args)] }));
      }
      await pause(world);
      const prepared: Prepared[] = [];
      for (const [i, id] of ids.entries()) {
        const by = DECIDERS[i]!;
        prepared.push(await prepare(world, by, 'integration-router', 'execute', { caller: world.address(by), id }));
      }
      for (const [name, by] of [
        ['price-oracle', 'mallory'],
        ['fungible-token', 'reporter1'],
      ] as [ContractName, Person][]) {
        const { contractId } = world.contracts[name];
        prepared.push(await prepare(world, by, 'integration-router', 'pause_contract', { contract: contractId }));
      }
      for (const { send } of ordered(prepared)) expect([await send(), await sizes()]).toEqual(['SUCCESS', size]);
      expect(await world.read('price-oracle', 'assets')).toHaveLength(3);
    } finally {
      await world.stop();
      world = before;
    }
  });
});
