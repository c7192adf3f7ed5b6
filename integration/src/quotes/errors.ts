import { CodedError } from '@istsi/bitcoin-custody';

export type QuoteErrors = {
  'quotes/none': Record<string, never>;
  'quotes/unsupported-pair': { sell: string; buy: string };
  'quotes/refused': { reason: string };
  'quotes/no-price': { reason: string };
  'quotes/reserve-short': { asset: string; left: string };
  'quotes/too-many': { most: number };
  'quotes/unknown': { id: string };
};

const messages: { [C in keyof QuoteErrors]: (context: QuoteErrors[C]) => string } = {
  'quotes/none': () => 'This anchor gives no quotes: it has no pair of a classic asset and a currency.',
  'quotes/unsupported-pair': (c) => `${c.sell} is not exchanged for ${c.buy} here. See GET /info for what is.`,
  'quotes/refused': (c) => c.reason,
  'quotes/no-price': (c) => `There is no price now: ${c.reason}`,
  'quotes/reserve-short': (c) =>
    `What is kept for quotes leaves ${c.left} of ${c.asset} for you now. Ask for less, or once open quotes are over.`,
  'quotes/too-many': (c) => `${c.most} quotes are open already. Use one of them, or wait until they are over.`,
  'quotes/unknown': (c) => `There is no quote ${c.id} of yours.`,
};

/** Why no price is said, and no quote given (SEP-38). */
export class QuoteError<C extends keyof QuoteErrors = keyof QuoteErrors> extends CodedError<QuoteErrors, C> {
  constructor(code: C, context: QuoteErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
