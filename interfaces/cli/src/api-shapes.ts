import { z } from 'zod';

/** What the command reads of the API's answers. */
export const Refusal = z.object({ code: z.string(), message: z.string() }).nullable();
export const TimelineEntry = z.object({
  id: z.string(),
  at: z.string(),
  state: z.string(),
  detail: z.record(z.string(), z.string()),
});
export type TimelineEntry = z.output<typeof TimelineEntry>;

export const User = z.object({ address: z.string(), tier: z.number(), balance_sats: z.string() });
/** Of one who is accepted, and awaits an officer's signature. */
export const AwaitedRegistration = z.object({ address: z.string(), tier: z.number(), at: z.string() });
export const DepositAddress = z.object({ address: z.string(), index: z.number() });
export const Reserves = z.object({
  reserves_sats: z.string(),
  supply_sats: z.string(),
  reserve_ratio_bps: z.number().nullable(),
});

export const DepositReturn = z.object({
  held: z.boolean(),
  bitcoin_address: z.string().nullable(),
  fee_sats: z.string().nullable(),
  bitcoin_transaction: z.string().nullable(),
  refusal: Refusal,
});
export type DepositReturn = z.output<typeof DepositReturn>;

export const Deposit = z.object({
  outpoint: z.string(),
  user: z.string().nullable(),
  amount_sats: z.string(),
  state: z.string(),
  confirmations: z.number(),
  confirmations_required: z.number().nullable(),
  stellar_transaction: z.string().nullable(),
  refusal: Refusal,
  return: DepositReturn.nullable(),
  created_at: z.string(),
});
export type Deposit = z.output<typeof Deposit>;

export const Withdrawal = z.object({
  id: z.string(),
  user: z.string().nullable(),
  bitcoin_address: z.string().nullable(),
  amount_sats: z.string(),
  max_fee_sats: z.string(),
  fee_sats: z.string().nullable(),
  arrives_sats: z.string().nullable(),
  state: z.string(),
  deadline: z.string(),
  bitcoin_transaction: z.string().nullable(),
  bitcoin_output: z.number().nullable(),
  confirmations: z.number(),
  confirmations_required: z.number().nullable(),
  stellar_transaction: z.string().nullable(),
  refusal: Refusal,
  created_at: z.string(),
});
export type Withdrawal = z.output<typeof Withdrawal>;

export const withTimeline = <T extends z.ZodRawShape>(shape: z.ZodObject<T>) =>
  shape.extend({ timeline: z.array(TimelineEntry) });
export const pageOf = <T extends z.ZodType>(shape: T) =>
  z.object({ items: z.array(shape), next_cursor: z.string().nullable() });

export const Quote = z.object({
  fee_sats: z.string(),
  suggested_max_fee_sats: z.string(),
  arrives_sats: z.string(),
  refusal: z.object({ code: z.string(), message: z.string(), action: z.string() }).nullable(),
});
export const Prepared = z.object({
  envelope: z.string(),
  network_passphrase: z.string(),
  withdrawal_id: z.string(),
  max_fee_sats: z.string(),
});
/** The same for a holder for whom somebody else pays. */
const SponsoredFields = { authorization: z.string(), network_passphrase: z.string() };
export const PreparedSponsored = z.object({
  ...{ ...SponsoredFields, withdrawal_id: z.string(), max_fee_sats: z.string() },
});
export const SponsoredExchange = z.object({ ...SponsoredFields, deadline: z.string() });
export const SponsoredCall = z.object({
  ...{ stellar_transaction: z.string(), state: z.enum(['done', 'pending']), note: z.string().nullable() },
  ...{ withdrawal_id: z.string().nullable(), amount_out: z.string().nullable() },
});
export type SponsoredCall = z.output<typeof SponsoredCall>;
export const Submitted = z.object({
  stellar_transaction: z.string(),
  withdrawal: Withdrawal.nullable(),
  note: z.string().nullable(),
});
export const SubmittedReturn = z.object({ deposit: Deposit.nullable(), note: z.string().nullable() });
export const Payment = z.object({ txid: z.string(), fee_sats: z.string() });

export const PaymentPsbt = z.object({
  txid: z.string(),
  version: z.number(),
  psbt: z.string(),
  signatures: z.number(),
  needed: z.number(),
  withdrawals: z.array(
    z
      .object({ id: z.string(), script: z.string(), amount_sats: z.string(), max_fee_sats: z.string() })
      .transform(({ id, script, amount_sats, max_fee_sats }) => ({
        withdrawalId: id,
        scriptPubKey: Buffer.from(script, 'hex'),
        amountSats: BigInt(amount_sats),
        maxFeeSats: BigInt(max_fee_sats),
      })),
  ),
});

const Price = z.object({ per_bitcoin: z.string(), at: z.string(), age_seconds: z.number() }).nullable();

export const ExchangedToken = z.object({
  ...{ contract: z.string(), name: z.string(), symbol: z.string() },
  ...{ decimals: z.number(), inventory: z.string() },
});
export type ExchangedToken = z.output<typeof ExchangedToken>;

export const Exchange = z.object({
  ...{ oracle: z.string(), base: z.string(), price_source: z.string(), price: Price },
  ...{ price_max_age_seconds: z.number(), fee_bps: z.number(), tokens: z.array(ExchangedToken) },
  reporters: z.array(
    z.object({ address: z.string(), ok: z.boolean(), problem: z.string().nullable(), price: z.string().nullable() }),
  ),
});
export type Exchange = z.output<typeof Exchange>;

export const ExchangeQuote = z.object({
  ...{ from_token: z.string(), to_token: z.string(), amount_in: z.string(), amount_out: z.string() },
  ...{ fee: z.string(), suggested_min_out: z.string(), value_sats: z.string(), price: Price, price_source: z.string() },
  expires_at: z.string(),
  refusal: z.object({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
});
export type ExchangeQuote = z.output<typeof ExchangeQuote>;

export const PreparedExchange = z.object({
  ...{ envelope: z.string(), network_passphrase: z.string(), stellar_transaction: z.string(), deadline: z.string() },
});
export const SubmittedExchange = z.object({
  ...{ stellar_transaction: z.string(), amount_out: z.string().nullable(), note: z.string().nullable() },
});
export const ExchangeRecord = z.object({
  ...{ id: z.string(), user: z.string(), from_token: z.string(), to_token: z.string() },
  ...{ amount_in: z.string(), amount_out: z.string(), fee: z.string(), at: z.string() },
  stellar_transaction: z.string(),
});
export type ExchangeRecord = z.output<typeof ExchangeRecord>;
