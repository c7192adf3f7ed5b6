import type { SystemContracts } from '@istsi/contracts';
import { findAccount, type Network, type Submitter } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { refusalOfExchange } from '../exchange/exchange-refusals.ts';
import { findUser } from '../services/identities.ts';
import { asTransfer } from '../services/transfers.ts';
import { refusalOfContracts, refusals } from '../services/withdrawal-refusals.ts';
import type { WithdrawalRefusal } from '../services/withdrawal-requests.ts';
import type { SponsoredEntry } from './read-authorization.ts';
import { sponsorRefusals } from './sponsor-refusals.ts';
import { ACCOUNT_RESERVE_STROOPS, type SponsorSettings } from './sponsor-settings.ts';
import { countFailures, overBudget, readSpent } from './sponsored-store.ts';

export interface SponsorDesk {
  db: Kysely<Schema>;
  network: Network;
  contracts: SystemContracts;
  /** Over the sponsor's own accounts, and no others. */
  payer: Submitter;
  settings: SponsorSettings;
  now: () => Date;
}

/** What is paid for: of this system's own contracts, what moves a holder's own tokens, and nothing else. */
export function sponsoredEntries({ router, token }: SystemContracts): SponsoredEntry[] {
  return [
    { contractId: token.contractId, entry: 'transfer' },
    { contractId: router.contractId, entry: 'execute_token_withdrawal' },
    { contractId: router.contractId, entry: 'execute_cross_token_exchange', givesFirst: true },
  ];
}

/** What the contracts refuse, in the words of the call. */
export const refusalOf: Record<string, typeof refusalOfContracts> = {
  transfer: (failure) => asTransfer(refusalOfContracts(failure)),
  execute_token_withdrawal: refusalOfContracts,
  execute_cross_token_exchange: refusalOfExchange,
  create_passkey_account: ({ text }) => sponsorRefusals.notMade(text),
};

/** After the first call that failed; four times as long after each further one. */
const REST_MS = 60_000;
const LONGEST_REST_MS = 86_400_000;

export interface Standing {
  /** Whose budget it is of; undefined where that is nobody's. */
  identity: bigint | undefined;
  /** An account of the Stellar network (G…) that is not on the ledger yet. */
  isMissing: boolean;
  /** Nothing but its own key signs for it: whoever else signed is refused before anything is asked of the network. */
  hasOneKey: boolean;
  /** Why nobody pays for it now. */
  refusal: WithdrawalRefusal | undefined;
}

/** Whether a call of the account would be paid for now, as far as that can be told without one. */
export async function judgeStanding(desk: SponsorDesk, account: string): Promise<Standing> {
  const isContract = account.startsWith('C');
  const [user, found] = await Promise.all([
    findUser(desk.contracts, account),
    isContract ? undefined : findAccount(desk.network, account),
  ]);
  const isMissing = !isContract && !found;
  const known = { identity: user?.identity, isMissing, hasOneKey: isMissing || found?.signers.length === 1 };
  if (!user) return { ...known, refusal: refusals.unknownUser(account) };
  if (user.status !== 'active') return { ...known, refusal: sponsorRefusals.notActive(account, user.status) };
  const canPay = found && found.balance >= ACCOUNT_RESERVE_STROOPS + desk.settings.callStroops;
  const refusal = canPay ? sponsorRefusals.notNeeded(account) : await refusalOfBooks(desk, user.identity);
  return { ...known, refusal };
}

/** What the books of the sponsor say against it. */
async function refusalOfBooks(
  { db, settings, now }: SponsorDesk,
  identity: bigint,
): Promise<WithdrawalRefusal | undefined> {
  const [{ failures, last }, spent] = await Promise.all([countFailures(db, identity), readSpent(db, identity)]);
  const until = last && new Date(last.getTime() + Math.min(REST_MS * 4 ** (failures - 1), LONGEST_REST_MS));
  if (until && until > now()) return sponsorRefusals.resting(until);
  const over = overBudget(spent, settings, 1n);
  return over && refusalOfBudget(over);
}

export const refusalOfBudget = (over: 'identityDay' | 'day' | 'total'): WithdrawalRefusal =>
  sponsorRefusals.spent(over === 'identityDay' ? 'identity' : over);
