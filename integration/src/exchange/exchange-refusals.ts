import { IntegrationError } from '@istsi/contracts/clients/integration-router';
import { TokenError } from '@istsi/contracts/clients/istsi-token';
import type { InvocationFailure } from '@istsi/soroban-client';
import { refusalOfContracts as refusalOfCore, refusals } from '../services/withdrawal-refusals.ts';
import type { WithdrawalRefusal } from '../services/withdrawal-requests.ts';

const QUOTE = 'POST /v1/exchanges/quote';

/** Why nothing is exchanged, where that is not what any transaction is refused for. */
export const exchangeRefusals = {
  noExchange: (): WithdrawalRefusal => ({
    code: 'no-exchange',
    message: 'Governance has opened no exchange.',
    remedy: 'Use iSTSi as it is: transfer it, or withdraw bitcoin.',
  }),
  unknownToken: (token: string): WithdrawalRefusal => ({
    code: 'unknown-token',
    message: `${token} is not exchanged here.`,
    remedy: 'GET /v1/exchange lists the tokens that are, by their contracts.',
  }),
  sameToken: (): WithdrawalRefusal => ({
    code: 'unknown-token',
    message: 'A token is not exchanged for itself.',
    remedy: 'Name two tokens.',
  }),
  noPrice: (): WithdrawalRefusal => ({
    code: 'no-price',
    message: 'There is no price to exchange at: the oracle has none that is fresh and near its average.',
    remedy: 'Wait for the reporters: GET /v1/exchange says how old the last price is, and what each of them sees.',
  }),
  priceMoved: (amountOut: bigint, minOut: bigint): WithdrawalRefusal => ({
    code: 'price-moved',
    message: `It would give ${amountOut} now, less than the ${minOut} that were asked for at least.`,
    remedy: `Ask for another quote (${QUOTE}), and decide about that.`,
  }),
  shortInventory: (): WithdrawalRefusal => ({
    code: 'inventory-short',
    message: 'The exchange does not hold as much as this would give.',
    remedy: 'Exchange less: GET /v1/exchange says what can be given out. Nothing is ever minted for it.',
  }),
  tooLittle: (): WithdrawalRefusal => ({
    code: 'amount-too-small',
    message: 'So little is exchanged for nothing.',
    remedy: 'Exchange more.',
  }),
  late: (): WithdrawalRefusal => ({
    code: 'envelope-outdated',
    message: 'The deadline of the exchange is over: it did not happen, and never will.',
    remedy: PREPARE_AGAIN,
  }),
  twice: (): WithdrawalRefusal => ({
    code: 'envelope-outdated',
    message: 'The same order, to the second, was executed already.',
    remedy: `${PREPARE_AGAIN} GET /v1/exchanges?user={address} has what was exchanged.`,
  }),
};

const PREPARE_AGAIN = 'Prepare the exchange again and sign what that answers.';

const byCode: Record<number, () => WithdrawalRefusal> = {
  [IntegrationError.ContractNotFound]: exchangeRefusals.noExchange,
  [IntegrationError.ContractCallFailed]: exchangeRefusals.noPrice,
  [IntegrationError.InvalidContractResponse]: exchangeRefusals.noPrice,
  [IntegrationError.InsufficientReserves]: exchangeRefusals.shortInventory,
  [IntegrationError.InvalidOperationState]: exchangeRefusals.tooLittle,
  [IntegrationError.OperationTimeout]: exchangeRefusals.late,
  [IntegrationError.DuplicateOperation]: exchangeRefusals.twice,
};

const COMPLIANCE = new Set<number>([
  IntegrationError.ComplianceCheckFailed,
  IntegrationError.InsufficientKYCTier,
  IntegrationError.AddressBlacklisted,
]);

/** What the contracts refuse, in words for who exchanges. */
export function refusalOfExchange(failure: InvocationFailure): WithdrawalRefusal {
  const code = failure.contractError?.code ?? 0;
  const known = byCode[code];
  if (known) return known();
  if (COMPLIANCE.has(code))
    return {
      code: 'not-compliant',
      message: `The KYC registry refuses (${failure.contractError?.name ?? code}).`,
      remedy:
        'GET /v1/users/{address} says how the identity stands and what its tier is; a compliance officer decides.',
    };
  if (code === TokenError.InsufficientBalance)
    return {
      code: 'insufficient-balance',
      message: 'The balance is smaller than what was to be given.',
      remedy: 'Give at most the balance.',
    };
  return asExchange(refusalOfCore(failure));
}

const REMEDIES: Partial<Record<WithdrawalRefusal['code'], string>> = {
  'contract-account': 'Have the contract itself call execute_cross_token_exchange of the router.',
  'insufficient-balance': 'Give at most the balance.',
  'chain-refused': `Ask for a quote: ${QUOTE} says what has changed.`,
  'envelope-outdated': `${PREPARE_AGAIN} GET /v1/exchanges?user={address} has what was exchanged.`,
  'outcome-unknown':
    'Do not sign another one yet: it could be the second. Compare GET /v1/exchanges?user={address} and the balances ' +
    'with what they were, or look the transaction up in a history archive.',
};

/** Reasons that any transaction may be refused for, in words that speak of an exchange. */
export function asExchange(refusal: WithdrawalRefusal): WithdrawalRefusal {
  const inWords = (text: string) => text.replaceAll('withdrawal', 'exchange');
  return {
    ...refusal,
    message: inWords(refusal.message),
    remedy: REMEDIES[refusal.code] ?? inWords(refusal.remedy),
  };
}

export const exchangeShared = {
  unknownUser: (user: string) => asExchange(refusals.unknownUser(user)),
  contractAccount: (user: string) => asExchange(refusals.contractAccount(user)),
  insufficientBalance: (amount: bigint, balance: bigint, symbol: string): WithdrawalRefusal => ({
    ...refusals.insufficientBalance(amount, balance),
    message: `The balance is ${balance} of the smallest units of ${symbol}, less than ${amount}.`,
    remedy: 'Give at most the balance.',
  }),
  paused: () => ({ ...refusals.paused(), message: 'The system exchanges nothing now.' }),
};
