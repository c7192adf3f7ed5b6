/** Sats as Bitcoin Core writes amounts inside messages: at least two decimals, trailing zeros beyond them dropped. */
export function formatBtc(sats: bigint): string {
  return formatBtcFixed(sats).replace(/0{1,6}$/, '');
}

/** Sats with all eight decimals, as in JSON answers. */
export function formatBtcFixed(sats: bigint): string {
  const sign = sats < 0n ? '-' : '';
  const digits = (sats < 0n ? -sats : sats).toString().padStart(9, '0');
  return `${sign}${digits.slice(0, -8)}.${digits.slice(-8)}`;
}

/** Parses a decimal amount of bitcoin with at most eight decimals; undefined when it is not one. */
export function parseBtc(text: string): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d{1,8})0*)?$/.exec(text);
  if (!match) return undefined;
  const sats = BigInt(match[2]!) * 100_000_000n + BigInt((match[3] ?? '').padEnd(8, '0'));
  return match[1] ? -sats : sats;
}
