import { z } from 'zod';
import { userAddressProblem } from './user-address.ts';

/** The shapes of the API. Amounts are satoshis as text: JSON's numbers lose them above 2^53. */
export const Sats = z
  .string()
  .regex(/^\d+$/)
  .meta({ id: 'Sats', description: 'Satoshis, as text', examples: ['150000'] });

export const UserAddress = z
  .string()
  .max(100)
  .superRefine((text, context) => {
    const problem = userAddressProblem(text);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  })
  .meta({ id: 'UserAddress', description: 'Stellar account (G…) or contract (C…)' });

/** 64 lower-case hex digits: an operation, or a Bitcoin transaction as explorers print it. */
export const Hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits')
  .meta({ id: 'Hash' });

/** What is asked for: whole, above zero, and below all the bitcoin there is. */
export const SatsAmount = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, 'expected a whole number of satoshis above zero, as text')
  .meta({ id: 'SatsAmount', description: 'Satoshis, as text', examples: ['150000'] });

const outpointPattern = /^([0-9a-f]{64}):(0|[1-9]\d{0,9})$/;

/** `<txid>:<output number>`, the txid as explorers print it. */
export const Outpoint = z
  .string()
  .regex(outpointPattern, 'expected <txid>:<output number>: 64 lower-case hex digits, a colon, a number')
  .refine((text) => Number(text.slice(65)) <= 0xffff_ffff, 'the output number is above 4294967295')
  .meta({ id: 'Outpoint', description: 'Bitcoin transaction id and output number' });

export function parseOutpoint(text: string): { txid: string; vout: number } {
  return { txid: text.slice(0, 64), vout: Number(text.slice(65)) };
}

export const DepositState = z
  .enum([
    ...(['seen', 'confirming', 'attesting', 'submitted', 'minted', 'refused', 'orphaned', 'written-off'] as const),
    ...(['too-small', 'registering', 'returnable', 'returning', 'returned'] as const),
  ])
  .meta({ id: 'DepositState' });

/** What is owed back for a deposit that may not become tokens. */
export const DepositReturn = z
  .object({
    withdrawal_id: Hash.describe('GET /v1/withdrawals/{id} has the payment, once it is named where to'),
    held: z.boolean().describe('A compliance officer keeps it from being paid'),
    bitcoin_address: z.string().nullable().describe('Null while nobody has named it'),
    max_fee_sats: Sats.nullable(),
    fee_sats: Sats.nullable().describe('Its share of the fee; null while no payment is planned'),
    state: z.string().nullable().describe('Of that withdrawal'),
    bitcoin_transaction: Hash.nullable(),
    refusal: z.object({ code: z.string(), message: z.string() }).nullable().describe('What its payment waits for'),
  })
  .meta({ id: 'DepositReturn' });

export const Deposit = z
  .object({
    outpoint: Outpoint,
    user: z.string().nullable().describe('Null while the address that was paid belongs to nobody'),
    amount_sats: Sats,
    state: DepositState,
    bitcoin_height: z.number().int().nullable().describe('Block that holds the payment; null while in no block'),
    confirmations: z.number().int(),
    confirmations_required: z.number().int().nullable().describe('Null until it is known whose deposit it is'),
    operation_id: z.string().describe('Name of this operation on chain and in every record'),
    stellar_transaction: z.string().nullable(),
    refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
    return: DepositReturn.nullable().describe('How it is paid back; null while nothing is owed back'),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Deposit' });

/** Nothing follows from it before it is in a block. */
export const PendingPayment = z
  .object({
    outpoint: Outpoint,
    amount_sats: Sats,
    state: z
      .enum(['waiting', 'gone'])
      .describe('`gone`: it left the memory pool and is in no block: replaced by its sender, or dropped'),
    seen_at: z.string().describe('When it was announced first, as far as is known here'),
  })
  .meta({ id: 'PendingPayment' });

export const TimelineEntry = z
  .object({
    id: z.string().describe('Rises along a timeline; a stream goes on behind it'),
    at: z.string(),
    state: z.string(),
    detail: z.record(z.string(), z.string()),
  })
  .meta({ id: 'TimelineEntry' });

export const Archived = z
  .object({
    archive: z.string().describe('Which archive: its files say so in their first line'),
    file: z.string(),
    line: z.number().int().describe('Of the file; its header is 1'),
    checksum: z.string().describe('SHA-256, hex: what the line begins with, of it and all before it in the file'),
    pruned: z.boolean().describe('Its steps but the first and the last, and its Stellar transactions, are only there'),
    archived_at: z.string(),
  })
  .nullable()
  .describe('Where the archive has its whole history; null while it has nothing of it')
  .meta({ id: 'Archived' });

/** What happened to an operation, and where the rest of that is told. */
export const history = { timeline: z.array(TimelineEntry), archived: Archived };

export const DepositWithTimeline = Deposit.extend(history).meta({ id: 'DepositWithTimeline' });

export const DepositPage = z
  .object({ items: z.array(Deposit), next_cursor: z.string().nullable().describe('Pass as `cursor` for older ones') })
  .meta({ id: 'DepositPage' });

/** Bounded, so that no question costs more than a page. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: Outpoint.optional().describe('`next_cursor` of the page before'),
});

export const Tier = z.number().int().min(0).max(4).describe('How much was verified: 0 nothing, 4 an institution');

export const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'expected two capital letters (ISO 3166-1 alpha-2)')
  .describe('ISO 3166-1 alpha-2; ZZ where it is not known');

/** What an officer signs, as the act `register` takes it; of who is registered already, as `set-tier` does. */
export const AwaitedRegistration = z
  .object({
    ...{ address: z.string(), tier: z.number().int(), country: z.string() },
    expires_at: z.string().describe('When the verification no longer counts'),
    customer: z.string().nullable().describe('Whose review it comes from: GET /v1/customers/{id}'),
    raises: z.boolean().describe('Registered already, with a lower tier: what is signed is `set-tier`'),
    ...{ by: z.string().describe('Who asked for it'), at: z.string() },
  })
  .meta({ id: 'AwaitedRegistration', description: 'Accepted, and registered once an officer has signed it' });

export const User = z
  .object({
    address: z.string(),
    tier: z.number().int(),
    status: z.string(),
    deposit_index: z.number().int().describe('Number of the Bitcoin deposit address, assigned by the registry'),
    balance_sats: Sats,
  })
  .meta({ id: 'User' });

export const Reserves = z
  .object({
    reserves_sats: Sats.describe('As the contract’s books have it'),
    missing_sats: Sats.describe('Of these, not there on Bitcoin as of `compared_height`'),
    supply_sats: Sats,
    reserve_ratio_bps: z
      .number()
      .int()
      .nullable()
      .describe(
        'Of what is there on Bitcoin, rounded down; 10000 = 100 %; null while nothing is minted, and while the node has blocks that were not searched',
      ),
    compared_height: z.number().int().nullable().describe('The last Bitcoin block that the books were compared with'),
    short_sats: Sats.describe('Issued, and no coin stands for it: until it is filled, payments wait'),
    fill_address: z.string().nullable().describe('Bitcoin paid to it counts as reserve and mints nothing'),
    redemption_rate_bps: z.number().int().describe('What everybody is paid of what they burn; 10000 = 100 %'),
  })
  .meta({ id: 'Reserves' });
