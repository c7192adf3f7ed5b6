import type { Session, TransferView } from '@istsi/integration';
import { TOKEN_CODE } from '@istsi/reserves';
import { z } from 'zod';
import { ApiError } from '../problems.ts';
import { endpointsOf } from './endpoints.ts';

const Text = z.string().max(200);
/** Whole iSTSi, which a wallet may write with zeros behind a point. */
export const Amount = z
  .string()
  .regex(/^[1-9]\d{0,15}(\.0{1,7})?$/, 'expected a whole number of iSTSi above zero')
  .optional();

/** What every request for a transfer names. Everything else that the standards know of is taken and means nothing here. */
export const TransferRequest = z.object({
  asset_code: z.string().max(100),
  account: z.string().max(100).optional(),
  amount: Amount,
});

export const satsOf = (amount: string | undefined): bigint | undefined =>
  amount === undefined ? undefined : BigInt(amount.split('.')[0]!);

/** The one asset there is, by its code: it has no issuer that could be named. */
export function requireAsset(code: string): void {
  if (code !== TOKEN_CODE) throw new ApiError('unsupported-asset', `\`asset_code\` is ${TOKEN_CODE} here.`);
}

/** Tokens go to the account of the session, and come from it. */
export function requireOwnAccount(session: Session, account: string | undefined): void {
  if (account === undefined || account === session.account) return;
  throw new ApiError('transfer-refused', `\`account\` is not ${session.account}, which the session is of.`);
}

export const TransactionsQuery = z.object({
  asset_code: z.string().max(100),
  account: z.string().max(100).optional(),
  kind: z.string().max(60).optional().describe('deposit or withdrawal'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  no_older_than: z.iso.datetime({ offset: true }).optional(),
  paging_id: z.string().max(100).optional(),
});

export const TransactionQuery = z
  .object({ id: Text.optional(), stellar_transaction_id: Text.optional(), external_transaction_id: Text.optional() })
  .refine((query) => Object.values(query).some((value) => value !== undefined), 'name one of the ids');

const Refunds = z.object({
  amount_refunded: z.string(),
  amount_fee: z.string(),
  payments: z.array(z.object({ id: z.string(), id_type: z.string(), amount: z.string(), fee: z.string() })),
});

/** Amounts are iSTSi, and as many satoshis. Assets are null: no SEP can name a contract token. */
export const TransactionShape = z
  .object({
    ...{ id: z.string(), kind: z.enum(['deposit', 'withdrawal']), status: z.string() },
    status_eta: z.null(),
    more_info_url: z.string(),
    ...{ amount_in: z.string().nullable(), amount_in_asset: z.null() },
    ...{ amount_out: z.string().nullable(), amount_out_asset: z.null() },
    ...{ amount_fee: z.string().nullable(), amount_fee_asset: z.null() },
    ...{ started_at: z.string(), updated_at: z.string(), completed_at: z.string().nullable() },
    ...{ stellar_transaction_id: z.string().nullable(), external_transaction_id: z.string().nullable() },
    message: z.string().nullable(),
    ...{ refunded: z.boolean(), refunds: Refunds.optional() },
    ...{ from: z.string().nullable(), to: z.string().nullable() },
    ...{ deposit_memo: z.null().optional(), deposit_memo_type: z.null().optional() },
    claimable_balance_id: z.null().optional(),
    withdraw_anchor_account: z.string().nullable().optional().describe('Multiplexed (M…): no memo goes with it'),
    ...{ withdraw_memo: z.null().optional(), withdraw_memo_type: z.null().optional() },
    user_action_required_by: z.string().optional(),
    instructions: z.record(z.string(), z.object({ value: z.string(), description: z.string() })).optional(),
  })
  .meta({ id: 'SepTransaction' });

const textOf = (sats: bigint | null): string | null => (sats === null ? null : String(sats));

export function presentTransfer(publicUrl: string, transfer: TransferView): z.output<typeof TransactionShape> {
  const { id, kind, status, account, refund, bitcoinAddress } = transfer;
  return {
    ...{ id, kind, status, status_eta: null, more_info_url: trackingUrl(publicUrl, id) },
    ...{ amount_in: textOf(transfer.amountInSats), amount_in_asset: null },
    ...{ amount_out: textOf(transfer.amountOutSats), amount_out_asset: null },
    ...{ amount_fee: textOf(transfer.feeSats), amount_fee_asset: null },
    ...{ started_at: transfer.startedAt.toISOString(), updated_at: transfer.updatedAt.toISOString() },
    completed_at: transfer.completedAt?.toISOString() ?? null,
    ...{ stellar_transaction_id: transfer.stellarTx, external_transaction_id: transfer.bitcoinTx },
    message: transfer.message ?? null,
    refunded: refund !== undefined,
    ...(refund && {
      refunds: {
        ...{ amount_refunded: String(refund.amountSats), amount_fee: String(refund.feeSats) },
        payments: [
          { id: refund.id, id_type: refund.idType, amount: String(refund.amountSats), fee: String(refund.feeSats) },
        ],
      },
    }),
    ...(kind === 'deposit' ? depositFields(account) : withdrawalFields(transfer)),
    ...(kind === 'deposit' && bitcoinAddress !== null && status === 'pending_user_transfer_start'
      ? { instructions: instructionsFor(bitcoinAddress) }
      : {}),
  };
}

const depositFields = (account: string) => ({
  ...{ from: null, to: account },
  ...{ deposit_memo: null, deposit_memo_type: null, claimable_balance_id: null },
});

/**
 * A contract token is sent by `transfer`, which has no memo: the id of the withdrawal is in the multiplexed address that it is sent
 * to. Where the inbox takes nothing, the wallet signs the withdrawal itself.
 */
const withdrawalFields = ({ account, bitcoinAddress, inbox }: TransferView) => ({
  ...{ from: account, to: bitcoinAddress },
  ...{ withdraw_anchor_account: inbox?.address ?? null, withdraw_memo: null, withdraw_memo_type: null },
  ...(inbox && { user_action_required_by: inbox.until.toISOString() }),
});

export const instructionsFor = (address: string) => ({
  'organization.crypto_address': { value: address, description: 'Bitcoin address that is yours for good' },
});

/** Public: whoever knows the id sees how far it is. */
export const trackingUrl = (publicUrl: string, id: string): string => `${endpointsOf(publicUrl).sep24}/track/${id}`;
