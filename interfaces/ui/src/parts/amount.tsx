import { formatBtc, formatSats, splitBtc } from '../amount.ts';
import { words } from '../words.ts';

export interface AmountProps {
  sats: bigint;
  /** `none` only where a heading names the unit. */
  unit?: 'BTC' | 'sats' | 'none';
  /** Puts a plus before what came. */
  signed?: boolean;
}

/** An amount to the satoshi: the zeros that say nothing are faint, the unit is there. */
export function Amount({ sats, unit = 'BTC', signed = false }: AmountProps) {
  const plus = signed && sats > 0n ? '+' : '';
  if (unit === 'sats') {
    return (
      <span className="num">
        {plus}
        {formatSats(sats)} {words.sats}
      </span>
    );
  }
  const { sign, whole, digits, zeros } = splitBtc(sats);
  return (
    <span className="num" title={`${formatBtc(sats)} BTC = ${formatSats(sats)} sats`}>
      {plus}
      {sign}
      {whole}.{digits}
      <span className="zeros">{zeros}</span>
      {unit === 'BTC' && ` ${words.btc}`}
    </span>
  );
}
