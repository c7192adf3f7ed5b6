import type { ColumnType, JSONColumnType } from 'kysely';
import type { PresentedAmounts } from './price-amounts.ts';

/** Firm quotes, kept past their end: what was promised can be looked up. */
export interface QuoteTable {
  id: string;
  /** Of the session that asked. */
  subject: string;
  /** Who shares one part of the reserve: a registered account, or all that are not. */
  holder: string;
  context: string;
  /** The asset that is promised, as SEP-38 identifies it. */
  buy_asset: string;
  /** Smallest units, as text: more than int8 holds may be promised of a large reserve. */
  buy_units: ColumnType<string, string, never>;
  /** The answer, as it was given. */
  quote: JSONColumnType<FirmQuote>;
  expires_at: ColumnType<Date, Date, never>;
  created_at: ColumnType<Date, Date, never>;
}

/** As POST and GET /quote answer it. */
export interface FirmQuote extends PresentedAmounts {
  id: string;
  expires_at: string;
  sell_asset: string;
  buy_asset: string;
  sell_delivery_method?: string | undefined;
  buy_delivery_method?: string | undefined;
}

export interface QuoteSchema {
  'istsi.quotes': QuoteTable;
}

export const quotes = [
  `create table istsi.quotes (
    id text primary key,
    subject text not null,
    holder text not null,
    context text not null check (context in ('sep6', 'sep24', 'sep31')),
    buy_asset text not null,
    buy_units numeric(40) not null check (buy_units > 0),
    quote jsonb not null,
    expires_at timestamptz not null,
    created_at timestamptz not null
  )`,
  'create index quotes_by_end on istsi.quotes (buy_asset, expires_at)',
];

/** Who has which open, and which are over for long. */
export const quoteIndexes = [
  'create index quotes_by_holder on istsi.quotes (holder, expires_at)',
  'create index quotes_over on istsi.quotes (expires_at)',
];
