import type { SystemContracts } from '@istsi/contracts';
import { createSubmitter, type Network, type Submitter } from '@istsi/soroban-client';
import { scValToNative } from '@stellar/stellar-sdk';
import type { ExchangeDesk } from '../exchange/exchange-desk.ts';
import { exchangeCall } from '../exchange/exchange-orders.ts';
import type { ExchangeOrder } from '../exchange/exchange-requests.ts';
import { hex } from '../operations/payments/chain-records.ts';
import { withdrawalCall } from '../services/prepare-withdrawal.ts';
import type { WithdrawalDesk } from '../services/quote-withdrawal.ts';
import { type TransferOrder, transferCall } from '../services/transfers.ts';
import type { WithdrawalOrder, WithdrawalRefusal } from '../services/withdrawal-requests.ts';
import { type PasskeyAccounts, passkeyAccounts } from './passkey-accounts.ts';
import { draftSponsored, type SponsoredDraft } from './prepare-sponsored.ts';
import { readAuthorization } from './read-authorization.ts';
import { judgeStanding, type SponsorDesk, sponsoredEntries } from './sponsor-desk.ts';
import { sponsorRefusals } from './sponsor-refusals.ts';
import type { SponsorBudgets, SponsorSettings } from './sponsor-settings.ts';
import { findLast, readSpent, type Spent } from './sponsored-store.ts';
import { payForCall, SPONSOR_INCLUSION_FEE, type SponsoredOutcome } from './submit-sponsored.ts';

type Prepared<Facts = unknown> =
  | { ok: true; prepared: Omit<SponsoredDraft, 'returnValue'> & Facts }
  | { ok: false; refusal: WithdrawalRefusal };

export interface SponsorTerms {
  budgets: SponsorBudgets;
  /** Of everybody; `identityDay` of the identity whose account was named. */
  spent: Spent;
  /** Why nothing would be paid for the account that was named. */
  refusal: WithdrawalRefusal | undefined;
}

/** Calls of holders without lumens, for whom somebody else pays. */
export interface SponsorshipServices {
  /** Undefined where nobody sponsors. */
  terms(account?: string): Promise<SponsorTerms | undefined>;
  prepareTransfer(order: TransferOrder): Promise<Prepared>;
  prepareWithdrawal(order: WithdrawalOrder): Promise<Prepared<{ withdrawalId: string; maxFeeSats: bigint }>>;
  prepareExchange(order: ExchangeOrder): Promise<Prepared<{ amountOut: bigint; deadline: bigint }>>;
  /** Accounts that are made for holders who have a passkey and nothing else. */
  passkeys: PasskeyAccounts;
  /** Pays for what was signed, base64 XDR of the authorization. Repeated, it answers the same. */
  submit(authorization: string, signal?: AbortSignal): Promise<SponsoredOutcome>;
}

type Desk = Pick<WithdrawalDesk, 'fees' | 'epochs' | 'policy'> & ExchangeDesk;

/** Of the accounts that pay, and no other. */
export const openPayer = (network: Network, contracts: SystemContracts, { keys }: SponsorSettings): Submitter =>
  createSubmitter({
    ...{ network, channels: keys, errorNames: contracts.errorNames, inclusionFee: SPONSOR_INCLUSION_FEE },
  });

const off = { ok: false, refusal: sponsorRefusals.off() } as const;

export function sponsorshipServices(desk: Desk, sponsor: SponsorDesk | undefined): SponsorshipServices {
  if (!sponsor)
    return {
      terms: () => Promise.resolve(undefined),
      prepareTransfer: () => Promise.resolve(off),
      prepareWithdrawal: () => Promise.resolve(off),
      prepareExchange: () => Promise.resolve(off),
      passkeys: passkeyAccounts(desk.network, undefined),
      submit: () => Promise.resolve({ status: 'refused', refusal: off.refusal }),
    };
  return {
    terms: async (account) => {
      const { callStroops, identityDayStroops, dayStroops, totalStroops } = sponsor.settings;
      const standing = account === undefined ? undefined : await judgeStanding(sponsor, account);
      const spent = await readSpent(sponsor.db, standing?.identity);
      return {
        budgets: { callStroops, identityDayStroops, dayStroops, totalStroops },
        ...{ spent, refusal: standing?.refusal },
      };
    },
    async prepareTransfer(order) {
      const call = await transferCall(desk, order);
      if (!call.ok) return call;
      const drafted = await draftSponsored(sponsor, order.from, call.invoke, 'transfer');
      return drafted.ok ? { ok: true, prepared: drafted.draft } : drafted;
    },
    async prepareWithdrawal(order) {
      const call = await withdrawalCall(desk, order);
      if (!call.ok) return call;
      const drafted = await draftSponsored(sponsor, order.user, call.invoke, 'execute_token_withdrawal');
      if (!drafted.ok) return drafted;
      const { returnValue, ...draft } = drafted.draft;
      const withdrawalId = hex(scValToNative(returnValue!) as Uint8Array);
      return { ok: true, prepared: { ...draft, withdrawalId, maxFeeSats: call.maxFeeSats } };
    },
    async prepareExchange(order) {
      const call = await exchangeCall(desk, order);
      if (!call.ok) return call;
      const drafted = await draftSponsored(sponsor, order.user, call.invoke, 'execute_cross_token_exchange');
      if (!drafted.ok) return drafted;
      const { returnValue, ...draft } = drafted.draft;
      const amountOut = BigInt(scValToNative(returnValue!) as bigint);
      return { ok: true, prepared: { ...draft, amountOut, deadline: call.deadline } };
    },
    passkeys: passkeyAccounts(sponsor.network, sponsor),
    submit: createSubmission(sponsor),
  };
}

/** How long an answer is waited for; what is on its way by then goes on to its end, which its time bounds are. */
const PATIENCE_MS = 10_000;
const NEVER = new AbortController().signal;

/** One at a time for an account, and no more at once than there are accounts that pay. */
function createSubmission(sponsor: SponsorDesk): SponsorshipServices['submit'] {
  const { network, contracts, settings, db } = sponsor;
  const entries = sponsoredEntries(contracts);
  const open = new Map<string, { id: string; outcome: Promise<SponsoredOutcome> }>();
  return async (authorization, signal = NEVER) => {
    const read = readAuthorization(authorization, network.networkPassphrase, entries);
    if (!read.ok) return { status: 'refused', refusal: read.refusal };
    const { id, account, entry, isByOwnKey } = read.call;
    // Before anything is held for it: who shows no key of the account does not stand in the way of who does.
    if (!isByOwnKey && (await judgeStanding(sponsor, account)).hasOneKey)
      return { status: 'refused', refusal: sponsorRefusals.wrongSignature(account) };
    const known = open.get(account);
    if (known && known.id !== id) return { status: 'refused', refusal: sponsorRefusals.busy(true) };
    if (!known && open.size >= settings.keys.length) return { status: 'refused', refusal: sponsorRefusals.busy(false) };
    const outcome = known?.outcome ?? payForCall(sponsor, read.call).finally(() => open.delete(account));
    if (!known) open.set(account, { id, outcome });
    const decided = await within(AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]), outcome);
    if (decided) return decided;
    const sent = await findLast(db, id);
    if (!sent) return { status: 'refused', refusal: sponsorRefusals.busy(true) };
    return { status: 'pending', stellarTx: sent.hash, entry, reason: undefined };
  };
}

async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  return await new Promise<T | undefined>((resolve, reject) => {
    work.then(resolve, reject);
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
