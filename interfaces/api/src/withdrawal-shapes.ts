import { z } from 'zod';
import { Hash, history, Sats, SatsAmount, UserAddress } from './shapes.ts';

/** The shapes of withdrawals and of the payments that pay them. */
export const WithdrawalState = z
  .enum([
    'pending',
    'batched',
    'authorizing',
    'authorized',
    'signing',
    'broadcast',
    'confirming',
    'completed',
    'settled',
    'refunding',
    'refunded',
  ])
  .meta({ id: 'WithdrawalState', description: '`settled` and `refunded` are final' });

const Refusal = z.object({ code: z.string(), message: z.string() }).nullable();

export const Withdrawal = z
  .object({
    id: Hash,
    user: z.string().nullable(),
    deposit: z.string().nullable().describe('The deposit that it pays back, for which nothing was burned'),
    bitcoin_address: z.string().nullable(),
    amount_sats: Sats.describe('Burned, or owed back: what arrives, and its share of the fee'),
    max_fee_sats: Sats,
    fee_sats: Sats.nullable().describe('Its share of the fee; null while no payment is planned'),
    arrives_sats: Sats.nullable().describe('What the payment pays out; null while none is planned'),
    state: WithdrawalState,
    deadline: z.string().describe('From then on it is given back unless its payment was authorized'),
    bitcoin_transaction: Hash.nullable().describe('The newest version of its payment until one is mined'),
    bitcoin_output: z.number().int().nullable(),
    bitcoin_height: z.number().int().nullable(),
    confirmations: z.number().int(),
    confirmations_required: z.number().int().nullable(),
    batch: Hash.nullable().describe('The first version of its payment'),
    stellar_transaction: z.string().nullable().describe('What settled or refunded it, or is about to'),
    refusal: Refusal,
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Withdrawal' });

export const WithdrawalWithTimeline = Withdrawal.extend(history).meta({
  id: 'WithdrawalWithTimeline',
});

export const WithdrawalPage = z
  .object({
    items: z.array(Withdrawal),
    next_cursor: z.string().nullable().describe('Pass as `cursor` for older ones'),
  })
  .meta({ id: 'WithdrawalPage' });

export const HashPageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: Hash.optional().describe('`next_cursor` of the page before'),
});

/** BIP-173 allows 90 characters; nothing that Base58Check encodes is longer. */
export const BitcoinAddress = z.string().min(14).max(90);

export const QuoteRequest = z.strictObject({
  user: UserAddress,
  amount_sats: SatsAmount,
  bitcoin_address: BitcoinAddress.optional(),
  max_fee_sats: SatsAmount.optional(),
});

export const PrepareRequest = z.strictObject({
  user: UserAddress,
  amount_sats: SatsAmount.describe('To burn: what arrives, and its share of the fee'),
  bitcoin_address: BitcoinAddress,
  max_fee_sats: SatsAmount.optional().describe('The most that may go to the fee; what a quote suggests if absent'),
});

export const WithdrawalQuote = z
  .object({
    amount_sats: Sats,
    fee_rate_sats_per_kvb: Sats.describe('At which a payment would be sent now'),
    fee_rate_source: z
      .enum(['node', 'explorer', 'remembered', 'fallback'])
      .describe('Whose estimate it is: of now, the last that was heard, or none, and then it is a fixed rate'),
    fee_rate_age_seconds: z.number().int().describe('Of what was heard last'),
    fee_sats: Sats.describe('If it is paid alone now; less in company'),
    suggested_max_fee_sats: Sats.describe('Leaves room for a rate that rises'),
    least_max_fee_sats: Sats.describe('With less, no node relays it'),
    arrives_sats: Sats,
    arrives_at_least_sats: Sats.describe('If the accepted fee is used up'),
    balance_sats: Sats,
    limits: z.object({
      tier: z.number().int(),
      per_operation_sats: Sats,
      daily_sats: Sats.describe('In any 24 hours'),
      monthly_sats: Sats.describe('In any 30 days'),
      most_now_sats: Sats.describe('What would be taken now, by what is left of the limits and by the balance'),
    }),
    refusal: z
      .object({ code: z.string(), message: z.string(), action: z.string().describe('What to do') })
      .nullable()
      .describe('Why it would not be taken now'),
  })
  .meta({ id: 'WithdrawalQuote' });

export const PreparedWithdrawal = z
  .object({
    envelope: z.string().describe('base64 XDR of the transaction to sign with the user’s key (SEP-7, SEP-43)'),
    stellar_transaction: Hash,
    network_passphrase: z.string(),
    withdrawal_id: Hash,
    amount_sats: Sats,
    max_fee_sats: Sats,
    arrives_at_least_sats: Sats,
    valid_until: z.string(),
    stellar_fee_stroops: z.string().describe('What the user’s account pays to the Stellar network at most'),
  })
  .meta({ id: 'PreparedWithdrawal' });

export const SubmittedWithdrawal = z
  .object({
    stellar_transaction: Hash,
    withdrawal: Withdrawal.nullable().describe('Null while the network has not said'),
    note: z.string().nullable().describe('Why a node does not take it now, while it still may happen'),
  })
  .meta({ id: 'SubmittedWithdrawal' });

export const Payment = z
  .object({
    txid: Hash,
    batch: Hash.describe('The txid of its first version'),
    kind: z.enum(['payment', 'sweep']),
    version: z.number().int().describe('Counts from 1; each replaces the one before it with a higher fee'),
    state: z.enum(['planned', 'authorized', 'signed', 'refused']),
    batch_state: z.enum(['planned', 'paying', 'completed', 'buried']),
    completed_by: Hash.nullable().describe('The version that was settled on chain'),
    fee_sats: Sats,
    vbytes: z.number().int().nullable(),
    withdrawals: z.array(Hash).describe('In the order of its outputs'),
    signed_by: z.array(z.string()),
    broadcast_height: z.number().int().nullable(),
    bitcoin_height: z.number().int().nullable(),
    confirmations: z.number().int(),
    confirmations_required: z.number().int().nullable(),
    fee_note: z.string().nullable().describe('Why its fee is not raised, while it should be'),
    refusal: Refusal,
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Payment' });

export const PaymentWithTimeline = Payment.extend(history).meta({
  id: 'PaymentWithTimeline',
});

export const PaymentPage = z
  .object({ items: z.array(Payment), next_cursor: z.string().nullable() })
  .meta({ id: 'PaymentPage' });

export const PaymentPsbt = z
  .object({
    txid: Hash,
    version: z.number().int(),
    psbt: z.string().describe('base64 (BIP-174, version 0)'),
    signatures: z.number().int().describe('How many are there'),
    needed: z.number().int(),
    withdrawals: z
      .array(z.object({ id: Hash, script: z.string().describe('hex'), amount_sats: Sats, max_fee_sats: Sats }))
      .describe('What it pays, before fees, in the order of its outputs'),
  })
  .meta({ id: 'PaymentPsbt' });
