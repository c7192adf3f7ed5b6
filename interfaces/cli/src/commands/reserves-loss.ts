import { answered, openApi, type Shape } from '../api/client.ts';
import type { Command } from '../context.ts';
import { requireRunning } from '../system/find-running.ts';
import { formatBasisPoints, formatBtc, formatCount } from '../terminal/format.ts';

type Loss = Pick<
  Shape<'Reserves'>,
  'missing_sats' | 'short_sats' | 'fill_address' | 'redemption_rate_bps' | 'compared_height'
>;

const WHOLE_BPS = 10_000;

/** `istsi reserves loss`: is Bitcoin missing, how is it made good, and what is everybody paid meanwhile? Exit code 1 while it is. */
export function reservesLoss(): Command {
  return async (context) => {
    const { endpoints } = requireRunning(context.configuration.dataDirectory);
    const loss = await answered(openApi(endpoints.apiUrl).GET('/v1/reserves'));
    context.print(describeLoss(loss).join('\n'), { step: 'loss', ...loss });
    return BigInt(loss.missing_sats) === 0n && BigInt(loss.short_sats) === 0n ? 0 : 1;
  };
}

export function describeLoss(loss: Loss): string[] {
  const [missing, short] = [BigInt(loss.missing_sats), BigInt(loss.short_sats)];
  const through = loss.compared_height === null ? 'no block yet' : `block ${formatCount(loss.compared_height)}`;
  const shared =
    loss.redemption_rate_bps === WHOLE_BPS
      ? []
      : [`  Governance has everybody paid ${formatBasisPoints(loss.redemption_rate_bps)} of what they burn.`];
  if (missing === 0n && short === 0n) {
    return [
      `  Nothing is missing: every coin of the books is on Bitcoin, and stands for every iSTSi (${through}).`,
      ...shared,
    ];
  }
  const onBooks =
    missing === 0n
      ? []
      : [
          `  ${formatCount(missing)} sats are on the books and not on Bitcoin (${through}). They are written off as soon as`,
          '  custodians can know that they are gone for good; `/v1/status` lists the first of them.',
        ];
  const fill =
    // What may come back is not filled yet.
    short === 0n || missing > 0n || loss.fill_address === null
      ? []
      : [
          `  ${formatCount(short)} sats are issued that no coin stands for. Nobody is paid in full before somebody pays that in:`,
          `  send ${formatBtc(short)} BTC to ${loss.fill_address}`,
          '  The custodians add it to the reserve when it is deep enough, and nothing is minted for it. Or governance sets the',
          '  share that everybody is paid (`set_redemption_rate` of the reserve manager); open withdrawals follow by themselves.',
        ];
  return [...onBooks, ...fill, ...shared];
}
