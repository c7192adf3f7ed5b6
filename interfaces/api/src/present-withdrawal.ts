import type {
  PaymentPsbt,
  PaymentView,
  PreparedWithdrawal,
  Services,
  WithdrawalQuote,
  WithdrawalView,
} from '@istsi/integration';
import type { z } from 'zod';
import { presentHistory } from './present.ts';
import type * as shapes from './withdrawal-shapes.ts';

type FoundWithdrawal = NonNullable<Awaited<ReturnType<Services['withdrawal']>>>;
type FoundPayment = NonNullable<Awaited<ReturnType<Services['payment']>>>;

export function presentWithdrawal(withdrawal: WithdrawalView): z.output<typeof shapes.Withdrawal> {
  const { amountSats, feeSats } = withdrawal;
  return {
    id: withdrawal.id,
    user: withdrawal.user,
    deposit: withdrawal.deposit,
    bitcoin_address: withdrawal.address,
    amount_sats: String(amountSats),
    max_fee_sats: String(withdrawal.maxFeeSats),
    fee_sats: feeSats === null ? null : String(feeSats),
    arrives_sats: feeSats === null ? null : String(amountSats - feeSats),
    state: withdrawal.state,
    deadline: withdrawal.deadline.toISOString(),
    bitcoin_transaction: withdrawal.txid,
    bitcoin_output: withdrawal.vout,
    bitcoin_height: withdrawal.height,
    confirmations: withdrawal.confirmations,
    confirmations_required: withdrawal.confirmationsRequired,
    batch: withdrawal.batchId,
    stellar_transaction: withdrawal.stellarTx,
    refusal: withdrawal.refusal,
    created_at: withdrawal.createdAt.toISOString(),
    updated_at: withdrawal.updatedAt.toISOString(),
  };
}

export function presentWithdrawalWithTimeline(
  withdrawal: FoundWithdrawal,
): z.output<typeof shapes.WithdrawalWithTimeline> {
  return { ...presentWithdrawal(withdrawal), ...presentHistory(withdrawal) };
}

export function presentQuote(quote: WithdrawalQuote): z.output<typeof shapes.WithdrawalQuote> {
  const { limits, refusal } = quote;
  return {
    amount_sats: String(quote.amountSats),
    fee_rate_sats_per_kvb: String(quote.feeRateSatsPerKvb),
    fee_rate_source: quote.feeRateSource,
    fee_rate_age_seconds: Math.floor(quote.feeRateAgeMs / 1000),
    fee_sats: String(quote.feeSats),
    suggested_max_fee_sats: String(quote.suggestedMaxFeeSats),
    least_max_fee_sats: String(quote.leastMaxFeeSats),
    arrives_sats: String(quote.arrivesSats),
    arrives_at_least_sats: String(quote.arrivesAtLeastSats),
    balance_sats: String(quote.balanceSats),
    limits: {
      tier: limits.tier,
      per_operation_sats: String(limits.perOperationSats),
      daily_sats: String(limits.dailySats),
      monthly_sats: String(limits.monthlySats),
      most_now_sats: String(limits.mostNowSats),
    },
    refusal: refusal && { code: refusal.code, message: refusal.message, action: refusal.remedy },
  };
}

export function presentPrepared(prepared: PreparedWithdrawal): z.output<typeof shapes.PreparedWithdrawal> {
  return {
    envelope: prepared.envelope,
    stellar_transaction: prepared.stellarTx,
    network_passphrase: prepared.networkPassphrase,
    withdrawal_id: prepared.withdrawalId,
    amount_sats: String(prepared.amountSats),
    max_fee_sats: String(prepared.maxFeeSats),
    arrives_at_least_sats: String(prepared.arrivesAtLeastSats),
    valid_until: prepared.validUntil.toISOString(),
    stellar_fee_stroops: String(prepared.stellarFeeStroops),
  };
}

export function presentPayment(payment: PaymentView): z.output<typeof shapes.Payment> {
  return {
    txid: payment.txid,
    batch: payment.batchId,
    kind: payment.kind,
    version: payment.version,
    state: payment.state,
    batch_state: payment.batchState,
    completed_by: payment.completedBy,
    fee_sats: String(payment.feeSats),
    vbytes: payment.vbytes,
    withdrawals: payment.withdrawals,
    signed_by: payment.signedBy,
    broadcast_height: payment.broadcastHeight,
    bitcoin_height: payment.height,
    confirmations: payment.confirmations,
    confirmations_required: payment.confirmationsRequired,
    fee_note: payment.feeNote,
    refusal: payment.refusal,
    created_at: payment.createdAt.toISOString(),
    updated_at: payment.updatedAt.toISOString(),
  };
}

export function presentPaymentWithTimeline(payment: FoundPayment): z.output<typeof shapes.PaymentWithTimeline> {
  return { ...presentPayment(payment), ...presentHistory(payment) };
}

export function presentPsbt({ psbt, withdrawals, ...rest }: PaymentPsbt): z.output<typeof shapes.PaymentPsbt> {
  return {
    ...rest,
    psbt: Buffer.from(psbt).toString('base64'),
    withdrawals: withdrawals.map(({ withdrawalId, scriptPubKey, amountSats, maxFeeSats }) => ({
      id: withdrawalId,
      script: Buffer.from(scriptPubKey).toString('hex'),
      amount_sats: String(amountSats),
      max_fee_sats: String(maxFeeSats),
    })),
  };
}
