import { OperationType } from '@istsi/contracts/clients/kyc-registry';
import { findUser } from '../services/identities.ts';
import { refusalOfRegistry } from '../services/withdrawal-refusals.ts';
import type { WithdrawalRefusal } from '../services/withdrawal-requests.ts';
import { type ExchangeDesk, readConfig, readPrice, tokenAt } from './exchange-desk.ts';
import { asExchange, exchangeRefusals, exchangeShared, refusalOfExchange } from './exchange-refusals.ts';
import type { ExchangeOrder, ExchangeQuoteView, QuoteOutcome } from './exchange-requests.ts';

/** Basis points that may be lost to a price that moves while somebody signs, unless they say otherwise. */
const SLIPPAGE_BPS = 50n;
const BPS = 10_000n;

export type QuotedOrder = Omit<ExchangeOrder, 'user' | 'minOut'> & { user?: string | undefined };

const refused = (refusal: WithdrawalRefusal) => ({ ok: false, refusal }) as const;

/** By the contract's own `quote_exchange`: the code that executes it gives the same. */
export async function quoteExchange(desk: ExchangeDesk, order: QuotedOrder): Promise<QuoteOutcome> {
  const { contracts } = desk;
  const config = await readConfig(desk);
  if (!config) return refused(exchangeRefusals.noExchange());
  const { fromToken, toToken, amount } = order;
  const stranger = [fromToken, toToken].find((each) => !config.tokens.some(({ token }) => token === each));
  if (stranger !== undefined) return refused(exchangeRefusals.unknownToken(stranger));
  if (fromToken === toToken) return refused(exchangeRefusals.sameToken());
  const [quoted, { price }] = await Promise.all([
    contracts.router.tryRead('quote_exchange', { from_token: fromToken, to_token: toToken, amount }),
    readPrice(desk, config),
  ]);
  if (!quoted.ok) return refused(refusalOfExchange(quoted.failure));
  const { amount_in, amount_out, fee, value, expires_at } = quoted.value;
  const quote: ExchangeQuoteView = {
    ...{ amountIn: amount_in, amountOut: amount_out, fee, valueSats: value, price },
    suggestedMinOut: lessSlippage(amount_out),
    expiresAt: new Date(Number(expires_at) * 1_000),
    priceSource: desk.isLocal ? 'local' : desk.reporters.length === 0 ? 'foreign' : 'reporters',
    refusal: null,
  };
  return { ok: true, quote: { ...quote, refusal: (await refusalNow(desk, order, quote)) ?? null } };
}

function lessSlippage(amountOut: bigint): bigint {
  const least = amountOut - (amountOut * SLIPPAGE_BPS) / BPS;
  return least > 0n ? least : 1n;
}

/** What keeps this user from exchanging that now. The contracts decide all of it again. */
async function refusalNow(
  desk: ExchangeDesk,
  { user, fromToken, toToken, amount }: QuotedOrder,
  { amountOut, valueSats }: ExchangeQuoteView,
): Promise<WithdrawalRefusal | undefined> {
  const { contracts } = desk;
  const { paused } = await contracts.router.read('get_config');
  if (paused) return exchangeShared.paused();
  const held = await tokenAt(desk, toToken).read('balance', { id: contracts.router.contractId });
  if (held < amountOut) return exchangeRefusals.shortInventory();
  if (user === undefined) return undefined;
  const known = await findUser(contracts, user);
  if (!known) return exchangeShared.unknownUser(user);
  const operation = { user, operation: OperationType.CrossTokenExchange, amount: valueSats, counterparty: null };
  const [check] = await contracts.kyc.read('batch_compliance_check', { operations: [operation] });
  if (check && check.reason !== 0) {
    const limits = { tier: known.tier, perOperationSats: 0n, dailySats: 0n, monthlySats: 0n, mostNowSats: 0n };
    const { remedy, ...refusal } = asExchange(refusalOfRegistry(check.reason, valueSats, limits));
    // How much of the limit is left, the registry keeps to itself.
    return refusal.code === 'over-limit' ? { ...refusal, remedy: OVER_LIMIT } : { ...refusal, remedy };
  }
  const client = tokenAt(desk, fromToken);
  const [balance, symbol] = await Promise.all([client.read('balance', { id: user }), client.read('symbol')]);
  return balance < amount ? exchangeShared.insufficientBalance(amount, balance, symbol) : undefined;
}

const OVER_LIMIT =
  'Exchange less, have a compliance officer verify you for a higher tier, or wait until the limit has room again.';
