import { createHash, createPublicKey } from 'node:crypto';
import { loadContract } from '@istsi/contracts';
import {
  contractIdOf,
  createContract,
  hasWasm,
  type Network,
  readContract,
  signEntry,
  wasmHashOf,
} from '@istsi/soroban-client';
import { contract, nativeToScVal } from '@stellar/stellar-sdk';
import { fromHex, hex } from '../operations/payments/chain-records.ts';
import type { WithdrawalRefusal } from '../services/withdrawal-requests.ts';
import { judgeStanding, type SponsorDesk } from './sponsor-desk.ts';
import { sponsorRefusals } from './sponsor-refusals.ts';
import { settle } from './sponsored-store.ts';
import {
  type KnownCall,
  noteSponsored,
  settingAside,
  settleKnown,
  told,
  unlessDoneBefore,
} from './submit-sponsored.ts';

/** What the sponsor's books have for making one. */
export const CREATE_PASSKEY_ACCOUNT = 'create_passkey_account';

export interface PasskeyAccount {
  /** C…, the account that the passkey signs for. */
  address: string;
  /** Its key on secp256r1, uncompressed (SEC 1), 65 bytes as hex. */
  publicKey: string;
}

/** `salt`: 32 bytes as hex, which with the deployer determine the address. */
export interface PasskeyAccountOrder {
  salt: string;
  publicKey: string;
}

export type PasskeyAccountOutcome =
  | { status: 'done'; account: PasskeyAccount }
  /** The network has not said yet; asking again is safe. */
  | { status: 'pending'; address: string }
  | { status: 'refused'; refusal: WithdrawalRefusal };

/** Accounts whose signer is a passkey. They belong to their holders; the sponsor only pays for their being made. */
export interface PasskeyAccounts {
  /** From whom their addresses are derived (CAP-46-02): the sponsor's first account. Undefined where none are made. */
  deployer(): Promise<string | undefined>;
  /** Undefined where there is none at the address, or a contract of another kind. */
  find(address: string): Promise<PasskeyAccount | undefined>;
  /** Makes one, once, for an address that the registry knows; repeated, it answers the same. */
  open(order: PasskeyAccountOrder): Promise<PasskeyAccountOutcome>;
}

export function passkeyAccounts(network: Network, desk: SponsorDesk | undefined): PasskeyAccounts {
  const find = (address: string) => findPasskeyAccount(network, address);
  if (!desk) {
    const off = { status: 'refused', refusal: sponsorRefusals.noPasskeys() } as const;
    return { find, deployer: () => Promise.resolve(undefined), open: () => Promise.resolve(off) };
  }
  const { hash } = loadContract('passkey-account');
  const deployer = desk.settings.keys[0]!.publicKey();
  let isThere: Promise<boolean> | undefined;
  /** Code that is on the ledger stays there; that it is not may change. */
  const hasCode = async (): Promise<boolean> => {
    isThere ??= hasWasm(network, hash);
    const found = await isThere.catch(() => false);
    if (!found) isThere = undefined;
    return found;
  };
  return {
    find,
    deployer: async () => ((await hasCode()) ? deployer : undefined),
    async open({ salt, publicKey }) {
      const address = contractIdOf(network.networkPassphrase, deployer, fromHex(salt));
      const found = await find(address);
      if (found?.publicKey === publicKey) return { status: 'done', account: found };
      if (found) return { status: 'refused', refusal: sponsorRefusals.otherPasskey(address) };
      if (!isOnCurve(publicKey)) return { status: 'refused', refusal: sponsorRefusals.noPasskey() };
      if (!(await hasCode())) return { status: 'refused', refusal: sponsorRefusals.noPasskeys() };
      return await make(desk, { address, publicKey }, salt, hash);
    },
  };
}

async function make(
  desk: SponsorDesk,
  account: PasskeyAccount,
  salt: string,
  wasmHash: string,
): Promise<PasskeyAccountOutcome> {
  const { address } = account;
  const [payer] = desk.settings.keys;
  const id = createHash('sha256').update(`${CREATE_PASSKEY_ACCOUNT} ${address} ${account.publicKey}`).digest('hex');
  const call: KnownCall = { id, account: address, entry: CREATE_PASSKEY_ACCOUNT };
  const known = await settleKnown(desk, call);
  if (known) return outcomeOf(known, account);
  const { refusal, identity } = await judgeStanding(desk, address);
  if (refusal) return { status: 'refused', refusal };
  if (identity === undefined) throw new Error(`${address} would be paid for, and is nobody's`);
  const key = nativeToScVal(fromHex(account.publicKey), { type: 'bytes' });
  try {
    const outcome = await desk.payer.submit({
      invoke: createContract(payer!.publicKey(), fromHex(salt), wasmHash, [key]),
      authorize: (entry, terms) => signEntry(entry, payer!, terms.validUntilLedger, terms.networkPassphrase),
      beforeSend: settingAside(desk, { ...call, identity }, 'call'),
    });
    if (outcome.status === 'refused')
      return { status: 'refused', refusal: sponsorRefusals.notTaken(outcome.failure.text) };
    if (outcome.status !== 'pending') await settle(desk.db, 'call', outcome);
    await noteSponsored(desk, call, outcome);
    return outcomeOf(told(call, outcome), account);
  } catch (error) {
    return outcomeOf(await unlessDoneBefore(desk, call, error), account);
  }
}

function outcomeOf(outcome: ReturnType<typeof told>, account: PasskeyAccount): PasskeyAccountOutcome {
  if (outcome.status === 'done') return { status: 'done', account };
  return outcome.status === 'pending' ? { status: 'pending', address: account.address } : outcome;
}

async function findPasskeyAccount(network: Network, address: string): Promise<PasskeyAccount | undefined> {
  const { wasm, hash } = loadContract('passkey-account');
  if ((await wasmHashOf(network, address)) !== hash) return undefined;
  const target = { contractId: address, spec: contract.Spec.fromWasm(Buffer.from(wasm)) };
  return { address, publicKey: hex(await readContract<Uint8Array>(network, target, 'public_key')) };
}

/** An account with any other key could never sign. */
function isOnCurve(publicKey: string): boolean {
  const point = fromHex(publicKey);
  const part = (from: number) => Buffer.from(point.subarray(from, from + 32)).toString('base64url');
  try {
    createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: part(1), y: part(33) } });
    return true;
  } catch {
    return false;
  }
}
