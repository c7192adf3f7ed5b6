import type { components } from '@istsi/client';
import { Amount, AsOf, Badge, Blocks, Card, Time, type Tone } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { messages } from '../messages.ts';
import { depositsQuery, pendingQuery, withdrawalsQuery } from '../queries.ts';
import { useLocalMiner } from '../receive/use-local-miner.ts';
import { NotYet } from '../shell/not-yet.tsx';

type Deposit = components['schemas']['Deposit'];
type Pending = components['schemas']['PendingPayment'];
type Withdrawal = components['schemas']['Withdrawal'];

const say = messages.home;
const DONE = new Set(['minted', 'settled', 'refunded', 'returned', 'written-off', 'too-small', 'gone']);
const NEEDS_EYES = new Set(['refused', 'orphaned', 'written-off', 'too-small', 'returnable', 'gone']);

interface Entry {
  id: string;
  title: string;
  sats: bigint;
  state: string;
  said: string;
  at: string;
  have: number;
  need: number;
}

/** Deposits and withdrawals together: first what is on its way, then what was. */
export function Lately({ address }: { address: string }) {
  const deposits = useQuery(depositsQuery(address));
  const withdrawals = useQuery(withdrawalsQuery(address));
  const pending = useQuery(pendingQuery(address));
  const entries = [
    ...(pending.data?.items.map(ofPending) ?? []),
    ...(deposits.data?.items.map(ofDeposit) ?? []),
    ...(withdrawals.data?.items.filter(({ deposit }) => deposit === null).map(ofWithdrawal) ?? []),
  ].sort((a, b) => b.at.localeCompare(a.at));
  const moving = entries.filter(({ state }) => !DONE.has(state));
  const done = entries.filter(({ state }) => DONE.has(state));
  useLocalMiner(moving.some(({ have, need, state }) => have < need || state === 'waiting'));
  // Of what was not answered nobody says that there is nothing.
  if (!deposits.data || !withdrawals.data) return <NotYet error={deposits.error ?? withdrawals.error} lines={4} />;
  // The older of the two answers: neither is newer than that.
  const answered = {
    dataUpdatedAt: Math.min(deposits.dataUpdatedAt, withdrawals.dataUpdatedAt),
    isError: deposits.isError || withdrawals.isError,
  };
  return (
    <AsOf answered={answered}>
      {moving.map((entry) => (
        <Moving key={entry.id} entry={entry} />
      ))}
      <Card title={say.lately}>
        {done.length === 0 && <p className="empty">{say.nothing}</p>}
        <ul className="lately">
          {done.map((entry) => (
            <li key={entry.id}>
              <Link to="/track/$id" params={{ id: entry.id }}>
                {entry.title}
              </Link>
              <Amount sats={entry.sats} signed />
              <p>
                <small>
                  <Time at={entry.at} />
                </small>
                <Badge tone={toneOf(entry.state)}>{entry.said}</Badge>
              </p>
            </li>
          ))}
        </ul>
      </Card>
    </AsOf>
  );
}

function Moving({ entry }: { entry: Entry }) {
  const { id, title, sats, said, have, need, state } = entry;
  return (
    <Card title={`${say.onItsWay}: ${title}`} aside={<Amount sats={sats} signed />}>
      {need > 0 && <Blocks have={have} need={need} label={messages.deposit.blocks(have, need)} />}
      <p className="small soft">
        <Badge tone={toneOf(state)}>{said}</Badge> {need > 0 && messages.deposit.blocks(have, need)}{' '}
        <Link to="/track/$id" params={{ id }}>
          {say.follow}
        </Link>
      </p>
    </Card>
  );
}

const toneOf = (state: string): Tone => (NEEDS_EYES.has(state) ? 'bad' : DONE.has(state) ? 'good' : 'wait');

const ofPending = ({ outpoint, amount_sats: sats, state, seen_at: at }: Pending): Entry => ({
  ...{ id: outpoint, title: say.fromBitcoin, sats: BigInt(sats), state },
  ...{ said: messages.pending.states[state], at, have: 0, need: 0 },
});

const ofDeposit = (deposit: Deposit): Entry => ({
  ...{ id: deposit.outpoint, title: say.fromBitcoin, sats: BigInt(deposit.amount_sats), state: deposit.state },
  ...{ said: messages.deposit.states[deposit.state] ?? deposit.state, at: deposit.created_at },
  ...{ have: deposit.confirmations, need: deposit.confirmations_required ?? 0 },
});

const ofWithdrawal = (withdrawal: Withdrawal): Entry => ({
  ...{ id: withdrawal.id, title: say.toBitcoin, sats: -BigInt(withdrawal.amount_sats), state: withdrawal.state },
  ...{ said: messages.withdrawal.states[withdrawal.state] ?? withdrawal.state, at: withdrawal.created_at },
  ...{ have: withdrawal.confirmations, need: withdrawal.confirmations_required ?? 0 },
});
