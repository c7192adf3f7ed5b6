import type { components } from '@istsi/client';
import { Amount } from '@istsi/ui';
import { messages } from '../messages.ts';

const { overview: say } = messages;
const BPS_PER_PERCENT = 100;

/** What is held, less what is missing, against what is issued. */
export function Equation({ reserves }: { reserves: components['schemas']['Reserves'] }) {
  const { reserves_sats, missing_sats, supply_sats, reserve_ratio_bps: bps } = reserves;
  const cells = [
    { name: say.held, value: <Amount sats={BigInt(reserves_sats)} />, sign: '' },
    { name: say.missing, value: <Amount sats={BigInt(missing_sats)} />, sign: '−' },
    { name: say.issued, value: <Amount sats={BigInt(supply_sats)} />, sign: '≥' },
    { name: say.ratio, value: bps === null ? say.noRatio : `${(bps / BPS_PER_PERCENT).toFixed(2)} %`, sign: '' },
  ];
  return (
    <dl className="equation">
      {cells.map(({ name, value, sign }) => (
        <div key={name} data-sign={sign || undefined}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
