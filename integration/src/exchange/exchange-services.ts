import { createRelays } from '../services/relay-withdrawal.ts';
import { type ExchangeDesk, readExchange } from './exchange-desk.ts';
import { findExchange, listExchanges } from './exchange-history.ts';
import { prepareExchange, submitExchange } from './exchange-orders.ts';
import { refusalOfExchange } from './exchange-refusals.ts';
import type { ExchangeServices } from './exchange-requests.ts';
import { quoteExchange } from './quote-exchange.ts';

const NEVER = new AbortController().signal;

/** What is asked about exchanges, and done for those who ask for them. All settings are the chain's. */
export function createExchangeServices(desk: ExchangeDesk): ExchangeServices {
  const relays = createRelays(desk, refusalOfExchange);
  return {
    show: (user) => readExchange(desk, user),
    quote: (order) => quoteExchange(desk, order),
    prepare: (order) => prepareExchange(desk, order),
    submit: (envelope, signal = NEVER) => submitExchange({ ...desk, relays }, envelope, signal),
    list: (query) => listExchanges(desk.db, query),
    find: (id) => findExchange(desk.db, id),
  };
}
