import { answer } from '@istsi/client';
import { Amount, Badge, Button, Card, Field } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ActDialog, type ActRequest } from '../acts/act-dialog.tsx';
import { api, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { OperationLink } from '../operations/operation-link.tsx';
import { useOpens } from '../session/session.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { firstLooksQuery } from './customer-queries.ts';
import { FirstLook } from './first-look.tsx';
import { Cases, Flags } from './watch.tsx';

const { compliance: say } = messages;
type Deposit = Shape<'Deposit'>;

const depositsIn = (state: Deposit['state']) => ({
  queryKey: ['live', 'deposits', state],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    answer(api.GET('/v1/deposits', { params: { query: { state, limit: 100 } }, signal })),
});

/** What the contracts refuse, what is owed back, and what two officers decide about it. */
export function CompliancePage() {
  const returnable = useQuery(depositsIn('returnable'));
  const refused = useQuery(depositsIn('refused'));
  const watches = useOpens('GET /v1/flags');
  const reviews = useOpens('POST /v1/customers/{id}/review');
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      {reviews && <Waiting />}
      <div className="columns">
        <Card title={say.returnable}>
          <p className="small soft">{say.returnableMore}</p>
          <Loaded query={returnable}>{({ items }) => <Deposits deposits={items} />}</Loaded>
        </Card>
        <Card title={say.refused}>
          <Loaded query={refused}>{({ items }) => <Deposits deposits={items} />}</Loaded>
        </Card>
        {watches && <Cases />}
        {watches && <Flags />}
      </div>
    </>
  );
}

/** Customers whom nobody has looked at. */
function Waiting() {
  const looks = useQuery(firstLooksQuery);
  return (
    <section className="approvals" aria-labelledby="waiting">
      <h2 id="waiting">{messages.reviews.title}</h2>
      <p className="small soft">{messages.reviews.about}</p>
      <Loaded query={looks}>
        {(customers) => (
          <div className="approvals">
            {customers.length === 0 && <p className="empty">{messages.reviews.nothing}</p>}
            {customers.map((customer) => (
              <FirstLook key={customer.id} customer={customer} />
            ))}
          </div>
        )}
      </Loaded>
    </section>
  );
}

function Deposits({ deposits }: { deposits: readonly Deposit[] }) {
  if (deposits.length === 0) return <p className="empty">{say.nothing}</p>;
  return (
    <ul className="returns">
      {deposits.map((deposit) => (
        <li key={deposit.outpoint}>
          <div className="line">
            <OperationLink operation={{ id: deposit.outpoint, kind: 'deposit' }} />
            <Amount sats={BigInt(deposit.amount_sats)} />
          </div>
          {deposit.refusal && <p className="small bad-text">{deposit.refusal.message}</p>}
          {deposit.return && <Decide deposit={deposit} payback={deposit.return} />}
        </li>
      ))}
    </ul>
  );
}

function Decide({ deposit, payback }: { deposit: Deposit; payback: NonNullable<Deposit['return']> }) {
  const { outpoint, user } = deposit;
  const [act, setAct] = useState<ActRequest>();
  return (
    <>
      <p className="small soft">
        {payback.held && <Badge tone="wait">{say.held}</Badge>} {user === null ? say.nobodys : say.owned}
      </p>
      <div className="buttons">
        <Button onClick={() => setAct({ do: payback.held ? 'release-return' : 'hold-return', outpoint })}>
          {payback.held ? say.release : say.hold}
        </Button>
      </div>
      {user === null && <TwoOfficers outpoint={outpoint} onAct={setAct} />}
      <ActDialog request={act} title={say.returnable} onClose={() => setAct(undefined)} />
    </>
  );
}

/** One officer proposes where it goes, another one agrees a week later or more. */
function TwoOfficers({ outpoint, onAct }: { outpoint: string; onAct: (act: ActRequest) => void }) {
  const [address, setAddress] = useState('');
  const [fee, setFee] = useState('');
  const isReady = address.trim() !== '';
  return (
    <details>
      <summary>{say.twoOfficers}</summary>
      <Field label={say.address} value={address} onText={setAddress} code />
      <Field label={say.maxFee} value={fee} onText={setFee} inputMode="numeric" />
      <div className="buttons">
        <Button
          disabled={!isReady || !/^[1-9]\d*$/.test(fee)}
          onClick={() => onAct({ do: 'propose-return', outpoint, address: address.trim(), max_fee_sats: fee })}
        >
          {say.propose}
        </Button>
        <Button disabled={!isReady} onClick={() => onAct({ do: 'approve-return', outpoint, address: address.trim() })}>
          {say.approve}
        </Button>
      </div>
    </details>
  );
}
