import { isUserAddress } from '@istsi/integration';
import { z } from 'zod';
import { Hash, Sats, UserAddress } from './shapes.ts';
import { WRONG_CHECKSUM } from './user-address.ts';

const MOST_UNITS = (1n << 64n) - 1n;

/** Whole, above zero, and what the contracts can count. */
export const UnitsAmount = z
  .string()
  .regex(/^[1-9]\d{0,19}$/, 'expected a whole number of the smallest units above zero, as text')
  // Whatever is no number the pattern refuses; this is asked of it all the same.
  .refine((text) => !/^\d+$/.test(text) || BigInt(text) <= MOST_UNITS, 'is more than the contracts can count')
  .meta({ id: 'UnitsAmount', description: 'Smallest units of a token, as text', examples: ['150000'] });

const Units = z.string().regex(/^\d+$/).describe('Smallest units of a token, as text');
const TokenContract = z
  .string()
  .regex(/^C[A-Z2-7]{55}$/, 'expected the contract of a token (C…)')
  .refine((text) => isUserAddress(text), WRONG_CHECKSUM)
  .describe('Contract of the token');
const PriceSource = z
  .enum(['local', 'reporters', 'foreign'])
  .describe('`local`: a file of this machine, and no market. `reporters`: what independent reporters read');

const Price = z
  .object({
    per_bitcoin: z.string().describe('In the oracle’s base, as a decimal'),
    at: z.string().describe('Beginning of the tick that it is of'),
    age_seconds: z.number().int(),
  })
  .nullable()
  .describe('Null while the oracle has none: nothing can be exchanged then');

const ExchangedToken = z
  .object({
    contract: TokenContract,
    ...{ name: z.string(), symbol: z.string() },
    decimals: z.number().int().describe('Places behind the point of one whole'),
    inventory: Units.describe('What can be given out now, in smallest units'),
    balance: Units.nullable().describe('Of the user who was named; null when nobody was'),
  })
  .meta({ id: 'ExchangedToken' });

const ReporterSource = z.object({
  ...{ name: z.string(), kind: z.string() },
  price: z.string().nullable().describe('As it was written'),
  at: z.string().nullable(),
  problem: z.string().nullable().describe('Why it does not count'),
});

const OracleReporter = z
  .object({
    address: z.string(),
    ...{ ok: z.boolean(), problem: z.string().nullable() },
    state: z.string().nullable().describe('In its own signed words; null where it cannot be asked'),
    price: z.string().nullable().describe('Of one bitcoin, what its sources agree on now'),
    word: z
      .object({ price: z.string(), at: z.string(), stellar_transaction: Hash })
      .nullable()
      .describe('What it said last'),
    sources: z.array(ReporterSource),
  })
  .meta({ id: 'OracleReporter' });

export const Exchange = z
  .object({
    oracle: z.string(),
    base: z.string().describe('What prices are in'),
    price_source: PriceSource,
    price: Price,
    price_max_age_seconds: z.number().int(),
    fee_bps: z.number().int(),
    tokens: z.array(ExchangedToken),
    reporters: z.array(OracleReporter),
  })
  .meta({ id: 'Exchange' });

export const ExchangeQuoteRequest = z.strictObject({
  user: UserAddress.optional().describe('Says also whether this one could'),
  from_token: TokenContract,
  to_token: TokenContract,
  amount: UnitsAmount,
});

export const ExchangeQuote = z
  .object({
    ...{ from_token: TokenContract, to_token: TokenContract },
    amount_in: Units,
    amount_out: Units.describe('After the fee'),
    fee: Units.describe('In what is got'),
    suggested_min_out: Units.describe('Leaves room for a price that moves while it is signed'),
    value_sats: Sats.describe('As limits count it'),
    price: Price,
    price_source: PriceSource,
    expires_at: z.string().describe('From then on the price counts for nothing; it can change before'),
    refusal: z
      .object({ code: z.string(), message: z.string(), remedy: z.string() })
      .nullable()
      .describe('Why it would not be taken now'),
  })
  .meta({ id: 'ExchangeQuote' });

export const PrepareExchangeRequest = z.strictObject({
  user: UserAddress,
  from_token: TokenContract,
  to_token: TokenContract,
  amount: UnitsAmount,
  min_out: UnitsAmount.describe('Less than that is refused by the contract'),
});

export const PreparedExchange = z
  .object({
    envelope: z.string().describe('base64 XDR of the transaction to sign with the user’s key (SEP-7, SEP-43)'),
    stellar_transaction: Hash,
    network_passphrase: z.string(),
    ...{ from_token: TokenContract, to_token: TokenContract },
    ...{ amount_in: Units, min_out: Units },
    amount_out: Units.describe('By the price of now'),
    deadline: z.string().describe('Seconds of ledger time: the contract refuses it afterwards'),
    valid_until: z.string(),
    stellar_fee_stroops: z.string().describe('What the user’s account pays to the Stellar network at most'),
  })
  .meta({ id: 'PreparedExchange' });

export const SubmittedExchange = z
  .object({
    stellar_transaction: Hash,
    state: z.enum(['done', 'pending']).describe('`pending`: the network has not said yet, send it again'),
    amount_out: Units.nullable(),
    note: z.string().nullable().describe('Why a node does not take it now, while it still may happen'),
  })
  .meta({ id: 'SubmittedExchange' });

export const ExchangeRecord = z
  .object({
    id: Hash,
    user: z.string(),
    ...{ from_token: TokenContract, to_token: TokenContract },
    ...{ amount_in: Units, amount_out: Units, fee: Units },
    at: z.string(),
    stellar_transaction: Hash,
  })
  .meta({ id: 'ExchangeRecord' });

export const ExchangePage = z
  .object({
    items: z.array(ExchangeRecord),
    next_cursor: z.string().nullable().describe('Pass as `cursor` for older ones'),
  })
  .meta({ id: 'ExchangePage' });

export const ExchangePageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: Hash.optional().describe('`next_cursor` of the page before'),
  user: UserAddress.optional(),
});
