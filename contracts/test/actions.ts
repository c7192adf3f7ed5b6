import { createHash } from 'node:crypto';
import { type ContractArgs, callRpc } from '@istsi/soroban-client';
import { Address, xdr } from '@stellar/stellar-sdk';
import { type ContractName, contractNames } from '../src/index.ts';
import { decree } from './governance.ts';
import type { Person } from './people.ts';
import type { Sign } from './transaction.ts';
import type { World } from './world.ts';

export const OperationType = { BitcoinDeposit: 0, TokenWithdrawal: 1, CrossTokenExchange: 2, Transfer: 3 } as const;
export const Role = { SuperAdmin: 0, SystemAdmin: 1, ComplianceOfficer: 2, Operator: 3, Guardian: 4 } as const;
export const IdentityStatus = { Pending: 0, Active: 1, Suspended: 2, Revoked: 3 } as const;

export const NEVER_EXPIRES = 4_102_444_800n;

/** A made-up txid; equal labels give equal txids. */
export const txid = (label: string | number): Uint8Array =>
  new Uint8Array(createHash('sha256').update(`transaction ${label}`).digest());

/** A made-up block. */
export const blockHash = (height: number): Buffer => createHash('sha256').update(`block ${height}`).digest();

/** The block that custodians name, where a test does not care which. */
export const BLOCK = { block_height: 800_000, block_hash: blockHash(800_000) };

export interface DepositOptions {
  user?: Person;
  amount?: bigint;
  tx?: Uint8Array;
  vout?: number;
  confirmations?: number;
  block?: number;
  attestors?: Person[];
  caller?: Person;
  /** Who signs the attestation; the attestors unless said otherwise. */
  signers?: Person[];
  sign?: Sign;
  blindly?: boolean;
}

export function depositArgs(world: World, options: DepositOptions): ContractArgs {
  return {
    caller: world.address(options.caller ?? 'operator'),
    attestors: (options.attestors ?? ['custodian1', 'custodian2']).map(world.address),
    user: world.address(options.user ?? 'alice'),
    btc_amount: options.amount ?? 50_000n,
    btc_tx_hash: options.tx ?? txid(1),
    btc_vout: options.vout ?? 0,
    confirmations: options.confirmations ?? 12,
    block_height: options.block ?? 800_000,
    block_hash: blockHash(options.block ?? 800_000),
  };
}

/** Submits a deposit and returns its operation id, hex. */
export async function deposit(world: World, options: DepositOptions = {}): Promise<string> {
  const args = depositArgs(world, options);
  const id = await world.invoke<Buffer>('integration-router', 'execute_bitcoin_deposit', args, {
    by: options.caller ?? 'operator',
    signers: options.signers ?? options.attestors ?? ['custodian1', 'custodian2'],
    ...(options.sign ? { sign: options.sign } : {}),
    ...(options.blindly ? { blindly: true } : {}),
  });
  return Buffer.from(id).toString('hex');
}

export async function register(world: World, user: Person, tier = 3, expires_at = NEVER_EXPIRES): Promise<bigint> {
  const args = {
    caller: world.address('officer'),
    user: world.address(user),
    tier,
    country: 'CH',
    expires_at,
  };
  return await world.invoke<bigint>('kyc-registry', 'register_identity', args, { by: 'officer' });
}

/** A compliance officer's decision about a person. */
export async function decide(world: World, method: string, user: Person, more: ContractArgs = {}): Promise<void> {
  const args = { caller: world.address('officer'), user: world.address(user), reason: 'test', ...more };
  await world.invoke('kyc-registry', method, args, { by: 'officer' });
}

export async function pause(world: World, by: Person = 'superAdmin'): Promise<void> {
  const args = { caller: world.address(by), reason: 'test' };
  await world.invoke('integration-router', 'emergency_pause', args, { by });
}

/** Carries a pause out in one more contract, as anybody may. */
export const pauseContract = (world: World, name: ContractName): Promise<void> =>
  world.invoke(
    'integration-router',
    'pause_contract',
    { contract: world.contracts[name].contractId },
    { by: 'mallory' },
  );

export const resume = (world: World, by: Person = 'superAdmin'): Promise<void> => decree(world, { tag: 'Resume' }, by);

export const balance = (world: World, person: Person): Promise<bigint> =>
  world.read('istsi-token', 'balance', { id: world.address(person) });

export const totalSupply = (world: World): Promise<bigint> => world.read('istsi-token', 'total_supply');

export const totalReserves = (world: World): Promise<bigint> => world.read('reserve-manager', 'total_reserves');

/**
 * Everything that a refused operation could have left behind, as the ledger's bytes: each contract's instance (totals,
 * counters, roles, configuration) and the people's balances.
 */
export async function stateOf(world: World, people: Person[] = ['alice', 'bob']): Promise<string[]> {
  const instances = contractNames.map((name) =>
    dataKey(world.contracts[name].contractId, xdr.ScVal.scvLedgerKeyContractInstance()),
  );
  const token = world.contracts['istsi-token'].contractId;
  const balances = people.map((person) =>
    dataKey(
      token,
      xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Balance'), Address.fromString(world.address(person)).toScVal()]),
    ),
  );
  // What is kept of all apart from the instances: who holds roles, and who the custodians are.
  const apart = [
    dataKey(world.contracts['integration-router'].contractId, xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('RolePlaces')])),
    dataKey(world.contracts['reserve-manager'].contractId, xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Setup')])),
  ];
  const keys = [...instances, ...apart, ...balances];
  const { entries } = await callRpc(world.network, 'getLedgerEntries', (s) => s.getLedgerEntries(...keys));
  return entries.map(({ key, val }) => `${key.toXdr('base64')} ${val.toXdr('base64')}`).sort();
}

function dataKey(contractId: string, key: xdr.ScVal): xdr.LedgerKey {
  return xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(contractId).toScAddress(),
      key,
      durability: xdr.ContractDataDurability.persistent,
    }),
  );
}
