import type { BusEvent } from '../bus/envelope.ts';

/** That a holder's satoshis came or went. */
export interface Movement {
  /** Place of its event on the bus. */
  seq: bigint;
  user: string;
  way: 'in' | 'out';
  kind: 'deposit' | 'withdrawal' | 'transfer';
  sats: bigint;
  /** Whom it came from or went to: a Stellar or Bitcoin address; null of a deposit, whose sources are many. */
  other: string | null;
  at: Date;
}

/** What an event says of holders; nothing where it is about something else. `nobody`: the system's own contracts. */
export function movementsOf(event: BusEvent, nobody: ReadonlySet<string>): Movement[] {
  const { type, data, time } = event;
  // Without a time nothing can be said about how fast it was.
  if (time === undefined) return [];
  const about = { seq: BigInt(event.sequence), at: new Date(time) };
  const text = (name: string): string => (typeof data[name] === 'string' ? data[name] : '');
  const sats = (name: string): bigint => (/^\d{1,39}$/.test(text(name)) ? BigInt(text(name)) : 0n);
  const move = (user: string, rest: Omit<Movement, 'seq' | 'at' | 'user'>): Movement[] =>
    user === '' || nobody.has(user) || rest.sats === 0n ? [] : [{ ...about, user, ...rest }];
  switch (type) {
    case DEPOSIT:
      return move(text('user'), { way: 'in', kind: 'deposit', sats: sats('btc_amount'), other: null });
    case WITHDRAWAL:
      return move(text('user'), {
        ...{ way: 'out', kind: 'withdrawal', sats: sats('btc_amount'), other: text('btc_address') },
      });
    case TRANSFER:
    case MUXED: {
      const [from, to] = [text('from'), text('to')];
      // What goes to the system or comes from it is an exchange, at a price: nobody's money changed hands.
      if (from === to || nobody.has(from) || nobody.has(to)) return [];
      const of = { kind: 'transfer' as const, sats: sats('amount') };
      return [...move(from, { ...of, way: 'out', other: to }), ...move(to, { ...of, way: 'in', other: from })];
    }
    default:
      return [];
  }
}

const DEPOSIT = 'com.istsi.integration-router.BitcoinDeposit.v1';
const WITHDRAWAL = 'com.istsi.integration-router.TokenWithdrawal.v1';
const TRANSFER = 'com.istsi.istsi-token.Transfer.v1';
const MUXED = 'com.istsi.istsi-token.TransferMuxed.v1';
