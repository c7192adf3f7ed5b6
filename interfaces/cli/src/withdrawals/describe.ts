import type { Shape } from '../api/client.ts';
import { formatCount, shorten } from '../terminal/format.ts';
import type { Palette } from '../terminal/palette.ts';

type Withdrawal = Shape<'Withdrawal'>;

const sats = (text: string | null): string => (text === null ? '?' : formatCount(BigInt(text)));

/** One withdrawal on two lines of at most 80 columns. */
export function withdrawalLines(colours: Palette, { id, ...withdrawal }: Withdrawal): string {
  const { state, amount_sats, bitcoin_address } = withdrawal;
  const to = shorten(bitcoin_address ?? 'a script', 12, 8);
  const painted = paintState(colours, state);
  return `  ${painted} ${sats(amount_sats)} iSTSi → ${to}${arrival(withdrawal)}\n    ${colours.faint(id)}`;
}

export function withdrawalDetails(colours: Palette, withdrawal: Withdrawal): string {
  const { state, amount_sats, max_fee_sats, fee_sats, refusal } = withdrawal;
  const progress =
    state === 'confirming'
      ? `, ${withdrawal.confirmations} of ${withdrawal.confirmations_required ?? '?'} confirmations`
      : '';
  const lines: [string, string | undefined][] = [
    ['id', withdrawal.id],
    ['asked', moment(withdrawal.created_at)],
    ['state', `${paintState(colours, state).trimEnd()}${progress}`],
    ['user', withdrawal.user ?? undefined],
    ['burned', `${sats(amount_sats)} iSTSi`],
    [
      'fee',
      fee_sats === null
        ? `at most ${sats(max_fee_sats)} sats`
        : `${sats(fee_sats)} of at most ${sats(max_fee_sats)} sats`,
    ],
    ['arrives', withdrawal.arrives_sats === null ? undefined : `${sats(withdrawal.arrives_sats)} sats`],
    ['to', withdrawal.bitcoin_address ?? undefined],
    ['payment', withdrawal.bitcoin_transaction ?? undefined],
    ['refunded', state === 'pending' ? `from ${moment(withdrawal.deadline)} on, unless it is paid` : undefined],
    ['waits', refusal && state !== 'settled' ? refusal.message : undefined],
  ];
  return lines
    .flatMap(([name, value]) => (value === undefined ? [] : [`  ${colours.faint(name.padEnd(10))}${value}`]))
    .join('\n');
}

export function timelineLines(colours: Palette, timeline: readonly Shape<'TimelineEntry'>[]): string {
  return timeline
    .map(({ at, state, detail }) => {
      const words = Object.entries(detail).map(
        ([name, value]) =>
          `${name.replaceAll('_', ' ')} ${/^[0-9a-f]{64}$/.test(value) ? shorten(value, 6, 4) : value}`,
      );
      return `  ${colours.faint(moment(at).slice(11))}  ${state.padEnd(12)}${colours.faint(words.join(', '))}`.trimEnd();
    })
    .join('\n');
}

/** Local time, as a person writes it. */
export function moment(iso: string): string {
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

const GOOD = ['completed', 'settled', 'minted', 'returned'];
const ODD = ['refunding', 'refunded', 'refused', 'orphaned', 'written-off', 'too-small', 'returnable', 'returning'];

export function paintState(colours: Palette, state: string): string {
  const text = state.padEnd(12);
  if (GOOD.includes(state)) return colours.good(text);
  return ODD.includes(state) ? colours.warn(text) : colours.accent(text);
}

function arrival({ arrives_sats, state }: Omit<Withdrawal, 'id'>): string {
  return arrives_sats === null || ODD.includes(state) ? '' : ` (${sats(arrives_sats)} sats)`;
}
