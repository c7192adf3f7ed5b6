import { z } from 'zod';
import { Hash, Sats } from './shapes.ts';

const Stroops = z.string().regex(/^\d+$/);

const prepared = {
  authorization: z
    .string()
    .describe('base64 XDR of the SorobanAuthorizationEntry to sign with the holder’s key (SEP-43 `signAuthEntry`)'),
  network_passphrase: z.string(),
  valid_until_ledger: z.number().int().describe('The signature authorizes nothing after it'),
  stellar_fee_stroops: Stroops.describe(
    'What the sponsor pays to the Stellar network at about; the holder pays nothing',
  ),
  opens_account: z.boolean().describe('The account is not on the ledger yet: it is opened first, with its reserve'),
};

export const SponsoredTransfer = z
  .object({ ...prepared, to: z.string(), amount_sats: Sats })
  .meta({ id: 'SponsoredTransfer' });

export const SponsoredWithdrawal = z
  .object({
    ...prepared,
    withdrawal_id: Hash,
    amount_sats: Sats,
    max_fee_sats: Sats,
    arrives_at_least_sats: Sats,
  })
  .meta({ id: 'SponsoredWithdrawal' });

export const SponsoredExchange = z
  .object({
    ...prepared,
    from_token: z.string(),
    to_token: z.string(),
    amount_in: z.string(),
    min_out: z.string(),
    amount_out: z.string().describe('What it gives by the price of now'),
    deadline: z.string().describe('Ledger time, unix seconds: the contract refuses it afterwards'),
  })
  .meta({ id: 'SponsoredExchange' });

export const SponsoredCall = z
  .object({
    stellar_transaction: Hash,
    state: z.enum(['done', 'pending']).describe('`pending`: the network has not said yet, send it again'),
    note: z.string().nullable().describe('Why a node does not take it now, while it still may happen'),
    entry: z.enum(['transfer', 'execute_token_withdrawal', 'execute_cross_token_exchange']),
    withdrawal_id: Hash.nullable().describe('Of a withdrawal that is done'),
    amount_out: z.string().nullable().describe('Of an exchange that is done'),
  })
  .meta({ id: 'SponsoredCall' });

const Budget = z.object({ most_stroops: Stroops, left_stroops: Stroops });

export const Sponsorship = z
  .object({
    on: z.boolean().describe('Somebody pays for the calls of holders without lumens'),
    call_most_stroops: Stroops.nullable().describe('For one call'),
    identity_day: Budget.nullable().describe('For one identity in any 24 hours; of the account that was named'),
    day: Budget.nullable().describe('For everybody in any 24 hours'),
    total: Budget.nullable().describe('In all'),
    passkey_deployer: z
      .string()
      .nullable()
      .describe('From whom addresses of accounts of passkeys are derived; null where none are made'),
    refusal: z
      .object({ code: z.string(), message: z.string(), action: z.string().describe('What to do') })
      .nullable()
      .describe('Why nothing would be paid now for the account that was named'),
  })
  .meta({ id: 'Sponsorship' });
