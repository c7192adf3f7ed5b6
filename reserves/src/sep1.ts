import type { AddressesFile } from './published-files.ts';
import type { Statement } from './statement.ts';

export const TOKEN_CODE = 'iSTSi';
const DAY_MS = 86_400_000;
/** SEP-1: the end cannot be more than a year away. */
const LONGEST_DAYS = 366;

export interface CollateralMessage {
  address: string;
  token: string;
  /** ISO 8601 dates. */
  from: string;
  until: string;
}

/** The message of SEP-1 for `collateral_address_messages`, in its words. */
export const collateralMessage = ({ address, token, from, until }: CollateralMessage): string =>
  `The assets in the account ${address} are reserved to back ${TOKEN_CODE} issued by ${token} on Stellar. Valid from ${from} to ${until}.`;

/** Reads such a message; undefined for any other text. */
export function readCollateralMessage(message: string): CollateralMessage | undefined {
  const found =
    /^The assets in the account (\S+) are reserved to back iSTSi issued by (\S+) on Stellar\. Valid from (\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)\.$/.exec(
      message,
    );
  const [, address, token, from, until] = found ?? [];
  return address && token && from && until ? { address, token, from, until } : undefined;
}

/** Whether the dates are in order, and at most a year apart. */
export function isValidPeriod({ from, until }: Pick<CollateralMessage, 'from' | 'until'>): boolean {
  const days = (Date.parse(until) - Date.parse(from)) / DAY_MS;
  return days > 0 && days <= LONGEST_DAYS;
}

/** A year from the statement's ledger on. */
export function collateralPeriod(timestamp: number): { from: string; until: string } {
  const date = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return { from: date(timestamp * 1000), until: date(timestamp * 1000 + 365 * DAY_MS) };
}

const text = (value: string): string => JSON.stringify(value);
const list = (values: readonly string[]): string => `[${values.map(text).join(', ')}]`;

/** The `[[CURRENCIES]]` entry of stellar.toml (SEP-1), to be put into the issuer's own file. */
export function currencyToml(statement: Statement, { addresses }: AddressesFile): string {
  const { stellar, published_at } = statement;
  return `${[
    '[[CURRENCIES]]',
    `code = ${text(TOKEN_CODE)}`,
    `contract = ${text(stellar.token)}`,
    'display_decimals = 0',
    'is_unlimited = true',
    'is_asset_anchored = true',
    'anchor_asset_type = "crypto"',
    'anchor_asset = "BTC"',
    ...(published_at === '' ? [] : [`attestation_of_reserve = ${text(published_at)}`]),
    `collateral_addresses = ${list(addresses.map(({ address }) => address))}`,
    `collateral_address_messages = ${list(addresses.map(({ message }) => message))}`,
    `collateral_address_signatures = ${list(addresses.map(({ signature }) => signature))}`,
  ].join('\n')}\n`;
}
