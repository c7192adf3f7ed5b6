import type { WithdrawalRefusal } from '../services/withdrawal-requests.ts';

const PAY_YOURSELF = 'Or send the account lumens: then it pays its own fees, and nobody is asked.';

/** Why nobody pays for a call, in words for the one who asked for it. */
export const sponsorRefusals = {
  off: (): WithdrawalRefusal => ({
    code: 'sponsorship-off',
    message: 'Nobody pays for the fees of others here.',
    remedy: 'Send the account some lumens: it pays the fee of its own transactions.',
  }),
  notNeeded: (account: string): WithdrawalRefusal => ({
    code: 'sponsorship-not-needed',
    message: `${account} has lumens enough to pay for itself.`,
    remedy: 'Prepare it as a transaction of the account: POST …/prepare without `sponsorship`.',
  }),
  notActive: (account: string, status: string): WithdrawalRefusal => ({
    code: 'not-compliant',
    message: `The identity of ${account} is ${status}: nothing is paid for it.`,
    remedy: 'Ask a compliance officer: GET /v1/users/{address} says how the identity stands.',
  }),
  spent: (whose: 'identity' | 'day' | 'total'): WithdrawalRefusal => ({
    code: 'sponsorship-spent',
    message: {
      identity: 'What is paid for one identity within 24 hours is used up.',
      day: 'What is paid for everybody within 24 hours is used up.',
      total: 'What was set aside for the fees of others is used up.',
    }[whose],
    remedy:
      whose === 'total'
        ? `Ask the operator to raise it. ${PAY_YOURSELF}`
        : `Try again tomorrow: GET /v1/sponsorship says what is left. ${PAY_YOURSELF}`,
  }),
  tooDear: (stroops: bigint, most: bigint): WithdrawalRefusal => ({
    code: 'sponsorship-too-dear',
    message: `The call could cost ${stroops} stroops, and ${most} are paid for one at most.`,
    remedy: `${PAY_YOURSELF.replace('Or send', 'Send')} An account that is a contract cannot: ask the operator to raise it.`,
  }),
  resting: (until: Date): WithdrawalRefusal => ({
    code: 'sponsorship-resting',
    message: `A call of this account was paid for and failed: nothing more is paid for it before ${until.toISOString()}.`,
    remedy: `Ask again then. ${PAY_YOURSELF}`,
  }),
  openedBefore: (account: string): WithdrawalRefusal => ({
    code: 'account-missing',
    message: `${account} does not exist on the Stellar network, and was opened here once before.`,
    remedy: 'Create it by sending it a lumen: an account is opened for nobody twice.',
  }),
  busy: (ofAccount: boolean): WithdrawalRefusal => ({
    code: 'sponsorship-busy',
    message: ofAccount
      ? 'Another call of this account is being paid for at this moment.'
      : 'Every account that pays is busy at this moment.',
    remedy: 'Send the same again in a few seconds.',
  }),
  notTaken: (why: string): WithdrawalRefusal => ({
    code: 'sponsorship-busy',
    message: `The Stellar network did not take it (${why}): nothing happened.`,
    remedy: 'Send the same again: it is worth nothing twice.',
  }),
  notAnAuthorization: (): WithdrawalRefusal => ({
    code: 'not-an-authorization',
    message: 'This is not the base64 XDR of one SorobanAuthorizationEntry of an address.',
    remedy: 'Prepare the call again and sign what that answers.',
  }),
  otherCall: (what: string): WithdrawalRefusal => ({
    code: 'other-call',
    message: `Only what was prepared here is paid for: ${what}.`,
    remedy: 'Prepare the call again and sign what that answers.',
  }),
  outdated: (validUntilLedger: number): WithdrawalRefusal => ({
    code: 'envelope-outdated',
    message: `The signature held until ledger ${validUntilLedger}: it authorizes nothing any more.`,
    remedy: 'Prepare the call again and sign what that answers.',
  }),
  noPasskeys: (): WithdrawalRefusal => ({
    code: 'passkey-accounts-off',
    message: 'No accounts of passkeys are made here: nobody pays for them, or their code is not on the network.',
    remedy: 'Use a key, or a wallet that has one.',
  }),
  otherPasskey: (address: string): WithdrawalRefusal => ({
    code: 'other-passkey',
    message: `${address} is the account of another passkey.`,
    remedy: 'Make a new one: with another salt it has another address.',
  }),
  notMade: (why: string): WithdrawalRefusal => ({
    code: 'chain-refused',
    message: `The network refuses to make the account: ${why}.`,
    remedy: 'GET /v1/users/{address} says how the registry has it. What the account is for has not happened.',
  }),
  noPasskey: (): WithdrawalRefusal => ({
    code: 'other-passkey',
    message: 'This is no public key on secp256r1: nobody could sign for the account.',
    remedy: 'Send the key of a passkey of ES256, uncompressed: 65 bytes that begin with 04.',
  }),
  wrongSignature: (account: string): WithdrawalRefusal => ({
    code: 'not-signed',
    message: `The entry does not carry the signature of ${account}.`,
    remedy: 'Sign what was prepared with the key of the account itself, for this network.',
  }),
};

/** A reason to stop in the middle of sending, before anything was sent. */
export class NotSponsored extends Error {
  readonly refusal: WithdrawalRefusal;

  constructor(refusal: WithdrawalRefusal) {
    super(refusal.message);
    this.name = 'NotSponsored';
    this.refusal = refusal;
  }
}
