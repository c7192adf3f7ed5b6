import type { Shape } from '../api/client.ts';
import { CliError } from '../errors.ts';
import { formatCount } from '../terminal/format.ts';

export type ExchangedToken = Shape<'ExchangedToken'>;
type Exchange = Pick<Shape<'Exchange'>, 'tokens'>;

/** By symbol, in any case, or by contract. */
export function findToken({ tokens }: Exchange, name: string, argument: string): ExchangedToken {
  const found = tokens.filter(
    ({ symbol, contract }) => contract === name || symbol.toLowerCase() === name.toLowerCase(),
  );
  const [token, other] = found;
  if (token && !other) return token;
  const names = tokens.map(({ symbol }) => symbol).join(', ');
  const problem = other ? 'several tokens are called so; name the contract' : `there are ${names}`;
  throw new CliError('cli/bad-argument', { argument, problem });
}

/** The pair that is meant: iSTSi for the other token, unless one is named. */
export function findPair(
  exchange: Exchange,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): { from: ExchangedToken; to: ExchangedToken } {
  const given = findToken(exchange, from ?? 'iSTSi', '--from');
  const others = exchange.tokens.filter(({ contract }) => contract !== given.contract);
  const [only] = others;
  if (to !== undefined || !only || others.length > 1) return { from: given, to: findToken(exchange, to ?? '', '--to') };
  return { from: given, to: only };
}

/** As people write it, in smallest units. */
export function parseUnits(
  text: string,
  { decimals, symbol }: Pick<ExchangedToken, 'decimals' | 'symbol'>,
  argument: string,
): bigint {
  const [, whole = '', fraction = ''] = /^(\d{1,19})(?:\.(\d{1,18}))?$/.exec(text) ?? [];
  const units = fraction.length > decimals || whole === '' ? 0n : BigInt(whole + fraction.padEnd(decimals, '0'));
  if (units > 0n && units < 1n << 64n) return units;
  const problem = `expected an amount of ${symbol} above zero ${
    decimals === 0 ? 'without decimals: one is a satoshi' : `with at most ${decimals} decimals`
  }`;
  throw new CliError('cli/bad-argument', { argument, problem });
}

/** `298.35 tUSD`, `50,000 iSTSi`: exactly. */
export function formatUnits(units: bigint, { decimals, symbol }: Pick<ExchangedToken, 'decimals' | 'symbol'>): string {
  const scale = 10n ** BigInt(decimals);
  const fraction = (units % scale).toString().padStart(decimals, '0').replace(/0+$/, '');
  const shown = decimals === 0 || fraction === '' ? '' : `.${fraction.padEnd(2, '0')}`;
  return `${formatCount(units / scale)}${shown} ${symbol}`;
}
