import type { Services, SponsoredDraft, SponsoredOutcome } from '@istsi/integration';
import { scValToNative } from '@stellar/stellar-sdk';
import type { z } from 'zod';
import type { SponsoredCall, Sponsorship } from './sponsorship-shapes.ts';

type Terms = Awaited<ReturnType<Services['sponsorship']['terms']>>;

/** What everybody who asks for a call is told of how to sign it. */
export function presentSponsored(draft: Omit<SponsoredDraft, 'returnValue'>) {
  return {
    ...{ authorization: draft.authorization, network_passphrase: draft.networkPassphrase },
    ...{ valid_until_ledger: draft.validUntilLedger, opens_account: draft.opensAccount },
    stellar_fee_stroops: String(draft.stellarFeeStroops),
  };
}

export function presentSponsoredCall(
  outcome: Exclude<SponsoredOutcome, { status: 'refused' }>,
): z.input<typeof SponsoredCall> {
  const { stellarTx: stellar_transaction, status: state } = outcome;
  const entry = outcome.entry as z.input<typeof SponsoredCall>['entry'];
  const returned = state === 'done' && outcome.returnValue ? (scValToNative(outcome.returnValue) as unknown) : null;
  return {
    ...{ stellar_transaction, state, entry },
    note: state === 'pending' ? (outcome.reason ?? null) : null,
    withdrawal_id:
      entry === 'execute_token_withdrawal' && returned ? Buffer.from(returned as Uint8Array).toString('hex') : null,
    amount_out: entry === 'execute_cross_token_exchange' && returned ? String(returned) : null,
  };
}

const nothing = { call_most_stroops: null, identity_day: null, day: null, total: null };

export function presentSponsorship(terms: Terms, deployer: string | undefined): z.input<typeof Sponsorship> {
  if (!terms) return { on: false, ...nothing, passkey_deployer: null, refusal: null };
  const { budgets, spent, refusal } = terms;
  const budget = (most: bigint, used: bigint) => ({
    ...{ most_stroops: String(most), left_stroops: String(most > used ? most - used : 0n) },
  });
  return {
    on: true,
    call_most_stroops: String(budgets.callStroops),
    identity_day: budget(budgets.identityDayStroops, spent.identityDay),
    day: budget(budgets.dayStroops, spent.day),
    total: budget(budgets.totalStroops, spent.total),
    passkey_deployer: deployer ?? null,
    refusal: refusal ? { code: refusal.code, message: refusal.message, action: refusal.remedy } : null,
  };
}
