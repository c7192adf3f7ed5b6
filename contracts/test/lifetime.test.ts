import { callRpc, extendContracts } from '@istsi/soroban-client';
import { Address, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ContractName } from '../src/index.ts';
import { deposit, register, txid } from './actions.ts';
import { startWorld, type World } from './world.ts';

const DAY_IN_LEDGERS = 17_280;

const touched: ContractName[] = ['integration-router', 'kyc-registry', 'istsi-token', 'reserve-manager'];

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 3);
  await deposit(world, { tx: txid('lives') });
});
afterAll(() => world.stop());

const symbol = (name: string): xdr.ScVal => xdr.ScVal.scvSymbol(name);
const alice = (): xdr.ScVal => Address.fromString(world.address('alice')).toScVal();

/** Ledgers that each persistent entry of a deposit still has to live. */
async function ledgersLeft(): Promise<Record<string, number>> {
  const { persistent } = xdr.ContractDataDurability;
  const key = (contract: string, val: xdr.ScVal): xdr.LedgerKey =>
    xdr.LedgerKey.contractData(
      new xdr.LedgerKeyContractData({
        contract: Address.fromString(contract).toScAddress(),
        key: val,
        durability: persistent,
      }),
    );
  const id = (name: ContractName): string => world.contracts[name].contractId;
  const keys: [string, xdr.LedgerKey][] = [
    ...touched.map((name): [string, xdr.LedgerKey] => [name, key(id(name), xdr.ScVal.scvLedgerKeyContractInstance())]),
    ['balance', key(id('istsi-token'), xdr.ScVal.scvVec([symbol('Balance'), alice()]))],
    ['account', key(id('kyc-registry'), xdr.ScVal.scvVec([symbol('Account'), alice()]))],
    ['identity', key(id('kyc-registry'), xdr.ScVal.scvVec([symbol('Person'), alice()]))],
    [
      'output',
      key(
        id('reserve-manager'),
        xdr.ScVal.scvVec([symbol('Utxo'), xdr.ScVal.scvBytes(txid('lives')), xdr.ScVal.scvU32(0)]),
      ),
    ],
  ];
  const left = await Promise.all(
    keys.map(async ([name, ledgerKey]) => {
      const { entries, latestLedger } = await callRpc(world.network, 'getLedgerEntries', (s) =>
        s.getLedgerEntries(ledgerKey),
      );
      return [name, (entries[0]?.liveUntilLedgerSeq ?? 0) - latestLedger] as const;
    }),
  );
  return Object.fromEntries(left);
}

test('everything that a deposit touches lives for months, and longer when it is touched again', async () => {
  const fresh = await ledgersLeft();
  for (const [name, left] of Object.entries(fresh)) expect(left, name).toBeGreaterThan(119 * DAY_IN_LEDGERS);

  await world.advanceLedgers(100 * DAY_IN_LEDGERS);
  await deposit(world, { tx: txid('again') });
  const { output, ...others } = await ledgersLeft();
  for (const name of ['balance', 'account', 'identity']) {
    expect(others[name], name).toBeGreaterThan(119 * DAY_IN_LEDGERS);
  }
  // The first output is not touched by another deposit; when it is archived, its outpoint stays taken.
  expect(output).toBeLessThan(21 * DAY_IN_LEDGERS);
});

test('no operation pays for the code of a contract: who runs the system keeps it alive, and whoever comes on its last day', async () => {
  const contractIds = touched.map((name) => world.contracts[name].contractId);
  for (const name of touched) expect((await ledgersLeft())[name], name).toBeLessThan(21 * DAY_IN_LEDGERS);
  const { network, people } = world;
  const lives = { threshold: 60 * DAY_IN_LEDGERS, extendTo: 120 * DAY_IN_LEDGERS };
  expect(await extendContracts({ network, payer: people.mallory, contractIds, ...lives })).toEqual(contractIds);
  for (const name of touched) expect((await ledgersLeft())[name], name).toBeGreaterThan(119 * DAY_IN_LEDGERS);
  await world.advanceLedgers(119 * DAY_IN_LEDGERS + DAY_IN_LEDGERS / 2);
  await deposit(world, { tx: txid('on the last day') });
  for (const name of touched) expect((await ledgersLeft())[name], name).toBeGreaterThan(118 * DAY_IN_LEDGERS);
});
