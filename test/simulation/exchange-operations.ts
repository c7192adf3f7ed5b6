import { OperationType } from '../../contracts/test/actions.ts';
import { ISTSI_PRICE } from '../../contracts/test/exchange.ts';
import {
  admit,
  book,
  countRate,
  hasRate,
  holderOf,
  isAdmitted,
  isNormal,
  isStill,
  type Model,
  movable,
} from './model.ts';
import { addressOf, amountNear, bigBetween, type Draw, drawHolder, type Operation, ROUTER } from './operation.ts';
import { type ModelQuote, priceNow, quoteOf, report } from './price-model.ts';
import { canMove, type Token } from './token-operations.ts';

const { CrossTokenExchange } = OperationType;
const REPORTERS = ['reporter1', 'reporter2', 'reporter3'] as const;

/** A reporter says what a satoshi costs: mostly near what was said last, now and then far from it. */
export function submitPrice(draw: Draw): Operation {
  const { random, model, stage } = draw;
  const reporter = random.next() < 0.95 ? random.pick(REPORTERS) : 'mallory';
  const asset = { tag: 'Stellar', values: [stage.world.contracts['istsi-token'].contractId] };
  const last = model.feed.history.at(-1)?.price ?? ISTSI_PRICE;
  const bps = random.next() < 0.85 ? random.between(9_850, 10_150) : random.between(9_000, 11_000);
  const price = random.next() < 0.02 ? 0n : (last * BigInt(bps)) / 10_000n;
  return {
    name: 'submit_prices',
    contract: 'price-oracle',
    method: 'submit_prices',
    args: { reporter: addressOf(draw, reporter), reports: [{ asset, price }] },
    by: reporter,
    accepted: (now) => !isStill(now) && reporter !== 'mallory' && price > 0n,
    apply: (now, result) => {
      const [made] = result() as boolean[];
      const expected = report(now.feed, now.now, reporter, price);
      if (made !== expected) throw new Error(`a report ${made ? 'made' : 'made no'} price, in the model the contrary`);
    },
  };
}

/** Somebody exchanges at the oracle's rate, for at least what they ask for. */
export function exchange(draw: Draw): Operation {
  const { random, model, stage } = draw;
  // Without a price nothing is exchanged: mostly reporters come first.
  if (!priceNow(model.feed, model.now) && random.next() < 0.8) return submitPrice(draw);
  const user = drawHolder(draw);
  const sells = random.next() < 0.5;
  const amount = drawAmount(draw, user, sells);
  const expected = quoteOf(model.feed, model.exchange, model.now, sells, amount)?.out ?? 1n;
  const chance = random.next();
  const minOut = chance < 0.15 ? expected + 1n : chance < 0.4 ? expected : (expected * 9n) / 10n;
  const deadline = BigInt(model.now + random.pick([-1, 0, 0, 60, 3_600]));
  const [from, to]: [Token, Token] = sells ? ['istsi-token', 'fungible-token'] : ['fungible-token', 'istsi-token'];
  const order = [user, from, amount, minOut, deadline].join(' ');
  const offer = (now: Model): ModelQuote | undefined => quoteOf(now.feed, now.exchange, now.now, sells, amount);
  return {
    name: sells ? 'sell' : 'buy',
    contract: 'integration-router',
    method: 'execute_cross_token_exchange',
    args: {
      user: addressOf(draw, user),
      from_token: stage.world.contracts[from].contractId,
      to_token: stage.world.contracts[to].contractId,
      amount,
      min_out: minOut,
      deadline,
    },
    by: user,
    accepted: (now) => {
      const quote = offer(now);
      if (!isNormal(now) || BigInt(now.now) > deadline || now.exchange.orders.has(order) || !quote) return false;
      const inventory = holderOf(now, ROUTER);
      return (
        quote.out >= minOut &&
        quote.out <= (sells ? inventory.dollars : inventory.balance) &&
        hasRate(now, user, CrossTokenExchange, quote.value) &&
        isAdmitted(now, user, CrossTokenExchange, quote.value) &&
        canMove(now, from, user, ROUTER, amount)
      );
    },
    apply: (now, result) => {
      const { out, value } = offer(now) as ModelQuote;
      const given = result() as bigint;
      if (given !== out) throw new Error(`an exchange gave ${given}, in the model ${out}`);
      swap(now, user, sells, amount, out);
      now.exchange.orders.add(order);
      countRate(now, user, CrossTokenExchange, value);
      admit(now, user, CrossTokenExchange, value);
      book(now, user, CrossTokenExchange, value);
    },
  };
}

function drawAmount(draw: Draw, user: string, sells: boolean): bigint {
  const { random, model } = draw;
  if (sells) return amountNear(draw, user, CrossTokenExchange, movable(model, user) / 2n);
  const price = priceNow(model.feed, model.now)?.price ?? ISTSI_PRICE;
  const { dollars } = holderOf(model, user);
  const wanted = amountNear(draw, user, CrossTokenExchange, holderOf(model, ROUTER).balance);
  const cost = (wanted * price * 10_000_000n) / 10n ** 14n;
  if (random.next() < 0.05) return dollars + 1n;
  return cost <= dollars ? cost : bigBetween(random, 0n, dollars);
}

function swap(model: Model, user: string, sells: boolean, amount: bigint, out: bigint): void {
  const [own, inventory] = [holderOf(model, user), holderOf(model, ROUTER)];
  const sign = sells ? 1n : -1n;
  const [istsi, dollars] = sells ? [amount, out] : [out, amount];
  own.balance -= sign * istsi;
  inventory.balance += sign * istsi;
  own.dollars += sign * dollars;
  inventory.dollars -= sign * dollars;
}
