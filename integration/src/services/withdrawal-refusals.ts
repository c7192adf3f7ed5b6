import { IntegrationError } from '@istsi/contracts/clients/integration-router';
import { TokenError } from '@istsi/contracts/clients/istsi-token';
import { KycError } from '@istsi/contracts/clients/kyc-registry';
import { ReserveError } from '@istsi/contracts/clients/reserve-manager';
import type { InvocationFailure } from '@istsi/soroban-client';
import { registryRemedies } from '../operations/refusal.ts';
import { isLimit } from './registry-limits.ts';
import type { WithdrawalLimits, WithdrawalRefusal } from './withdrawal-requests.ts';

/** Of the reserve manager: an output of less is relayed by nobody. */
export const LEAST_OUTPUT_SATS = 546n;

const PREPARE_AGAIN = 'Prepare the withdrawal again and sign what that answers.';

/** Every reason for which a withdrawal is not taken, in words for the one who asked for it. */
export const refusals = {
  unknownUser: (user: string): WithdrawalRefusal => ({
    code: 'unknown-user',
    message: `${user} is not in the KYC registry.`,
    remedy: 'Have a compliance officer register the address: POST /v1/identities.',
  }),
  contractAccount: (user: string): WithdrawalRefusal => ({
    code: 'contract-account',
    message: `${user} is a contract, which cannot be the source of a transaction.`,
    remedy:
      'Move the tokens to a registered account (G…), or call execute_token_withdrawal from a transaction of your own.',
  }),
  badAddress: (address: string, network: string, other: string | undefined): WithdrawalRefusal => ({
    code: 'bad-bitcoin-address',
    message: other
      ? `${address} is an address of ${other}; the reserve is on ${network}.`
      : `${address} is no Bitcoin address, or was not copied whole.`,
    remedy: `Give an address of ${network}: segwit, taproot, or an older kind that begins with a digit or letter of that network.`,
  }),
  paysCustody: (address: string): WithdrawalRefusal => ({
    code: 'pays-custody',
    message: `${address} belongs to the custody itself: the bitcoin would come back as a deposit, less the fee.`,
    remedy: 'Give an address of a wallet of your own.',
  }),
  tooSmall: (amountSats: bigint, maxFeeSats: bigint): WithdrawalRefusal => ({
    code: 'amount-too-small',
    message: `${amountSats} sats less a fee of up to ${maxFeeSats} sats leave less than ${LEAST_OUTPUT_SATS} sats, which Bitcoin does not relay.`,
    remedy: `Withdraw at least ${maxFeeSats + LEAST_OUTPUT_SATS} sats, or accept a lower fee.`,
  }),
  feeLimitTooLow: (maxFeeSats: bigint, leastSats: bigint): WithdrawalRefusal => ({
    code: 'fee-limit-too-low',
    message: `No node relays a payment of its own for a fee of ${maxFeeSats} sats.`,
    remedy: `Accept a fee of at least ${leastSats} sats; POST /v1/withdrawals/quote says what is usual now.`,
  }),
  insufficientBalance: (amountSats: bigint, balanceSats: bigint): WithdrawalRefusal => ({
    code: 'insufficient-balance',
    message: `The balance is ${balanceSats} iSTSi, less than ${amountSats}.`,
    remedy: 'Withdraw at most the balance.',
  }),
  paused: (): WithdrawalRefusal => ({
    code: 'system-paused',
    message: 'The system takes no withdrawals now.',
    remedy: 'Try again when GET /v1/status says that it works.',
  }),
  closed: (): WithdrawalRefusal => ({
    code: 'withdrawals-closed',
    message: 'The reserve has no script for its change yet, so nothing could be paid.',
    remedy: 'Wait until governance has set one.',
  }),
  notReturnable: (outpoint: string, why: string): WithdrawalRefusal => ({
    code: 'not-returnable',
    message: `${outpoint} cannot be paid back so: ${why}.`,
    remedy: 'GET /v1/deposits/{outpoint} says where it stands.',
  }),
  accountMissing: (user: string): WithdrawalRefusal => ({
    code: 'account-missing',
    message: `${user} does not exist on the Stellar network.`,
    remedy: 'Create it by sending it lumens: it pays the fee of its own transaction.',
  }),
  accountShort: (balance: bigint, fee: bigint): WithdrawalRefusal => ({
    code: 'account-short',
    message: `The account holds ${lumens(balance)} XLM; the transaction may cost ${lumens(fee)} XLM beside the reserve of 1 XLM.`,
    remedy: 'Send it some lumens.',
  }),
  notAnEnvelope: (): WithdrawalRefusal => ({
    code: 'not-an-envelope',
    message: 'The envelope is not the base64 XDR of a Stellar transaction.',
    remedy: PREPARE_AGAIN,
  }),
  otherTransaction: (what: string): WithdrawalRefusal => ({
    code: 'other-transaction',
    message: `Only what was prepared here is sent on: ${what}.`,
    remedy: PREPARE_AGAIN,
  }),
  notSigned: (): WithdrawalRefusal => ({
    code: 'not-signed',
    message: 'The transaction carries no signature.',
    remedy: 'Sign the envelope with the user’s key and send it again.',
  }),
  rejected: (reason: string): WithdrawalRefusal => ({
    code: 'envelope-rejected',
    message: `The Stellar network does not take the transaction: ${reason}.`,
    remedy: reason === 'txBadAuth' ? 'Sign it with the key of the account itself, for this network.' : PREPARE_AGAIN,
  }),
  outdated: (why: 'expired' | 'sequence-taken'): WithdrawalRefusal => ({
    code: 'envelope-outdated',
    message:
      why === 'expired'
        ? 'No ledger included the transaction before its time was over, and none will.'
        : 'Another transaction of the account took its place: this one did not happen, and never will.',
    remedy: `${PREPARE_AGAIN} If the other one was a withdrawal too, GET /v1/users/{address}/withdrawals has it.`,
  }),
  unknownFate: (why: 'expired' | 'sequence-taken'): WithdrawalRefusal => ({
    code: 'outcome-unknown',
    message:
      `${why === 'expired' ? 'Its time is over' : 'Its sequence number is used'}, and the Stellar RPC does not keep ` +
      'every ledger that could have included it: whether this transaction happened cannot be told from here.',
    remedy:
      'Do not sign another one yet: it could be the second. Compare GET /v1/users/{address}/withdrawals and the ' +
      'balance with what they were, or look the transaction up in a history archive.',
  }),
  notNext: (sequence: bigint, next: bigint): WithdrawalRefusal => ({
    code: 'envelope-not-next',
    message: `The transaction has the sequence number ${sequence}; the next one of the account is ${next}.`,
    remedy: 'Send what comes before it first, or prepare the withdrawal and sign what that answers.',
  }),
  relayBusy: (ofAccount: boolean): WithdrawalRefusal => ({
    code: 'relay-busy',
    message: ofAccount
      ? 'Another transaction of this account is being sent at this moment.'
      : 'Too many transactions are being sent at this moment.',
    remedy: 'Send this very envelope again in a few seconds.',
  }),
};

/** Why the registry says no, by the number of its error. */
export function refusalOfRegistry(reason: number, amountSats: bigint, limits: WithdrawalLimits): WithdrawalRefusal {
  const name = Object.entries(KycError).find(([, code]) => code === reason)?.[0] ?? `#${reason}`;
  if (reason === KycError.Paused) return refusals.paused();
  if (isLimit(reason) || reason === KycError.TierTooLow) {
    const { tier, mostNowSats } = limits;
    return {
      code: 'over-limit',
      message: `${amountSats} sats are over a limit of tier ${tier} (${name}).`,
      remedy: `At most ${mostNowSats} sats now. For more, have a compliance officer verify you for a higher tier${reason === KycError.TierTooLow ? '' : ', or withdraw the rest when the limit has room again'}.`,
    };
  }
  return {
    code: 'not-compliant',
    message: `The KYC registry refuses (${name}, #${reason}).`,
    remedy: sentence(registryRemedies[reason] ?? 'ask a compliance officer'),
  };
}

const PAUSED = new Set<number>([
  IntegrationError.SystemPaused,
  IntegrationError.EmergencyMode,
  IntegrationError.MaintenanceMode,
  KycError.Paused,
  TokenError.Paused,
  ReserveError.Paused,
]);

/** What the contracts refuse although it looked well before. */
export function refusalOfContracts({ contractError, text }: InvocationFailure): WithdrawalRefusal {
  const code = contractError?.code ?? 0;
  if (PAUSED.has(code)) return refusals.paused();
  if (code === IntegrationError.RateLimitExceeded) {
    return {
      code: 'rate-exceeded',
      message: 'There were too many withdrawals for now.',
      remedy: 'Try again in an hour.',
    };
  }
  return {
    code: 'chain-refused',
    message: `The contracts refuse the withdrawal: ${text}.`,
    remedy: 'Ask for a quote: POST /v1/withdrawals/quote says what has changed.',
  };
}

const STROOPS = 10_000_000n;
const lumens = (stroops: bigint): string => `${stroops / STROOPS}.${String(stroops % STROOPS).padStart(7, '0')}`;

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
