import { answer } from '@istsi/client';
import { Amount, Badge, Card, Hash } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { api, statusQuery } from '../api.ts';
import { messages } from '../messages.ts';
import { OperationLink } from '../operations/operation-link.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';

const { signers: say } = messages;

/** Each custodian as the coordinator reaches it, and the payments that wait for their signatures. */
export function SignersPage() {
  const status = useQuery(statusQuery);
  const payments = useQuery({
    queryKey: ['live', 'payments'],
    queryFn: ({ signal }) => answer(api.GET('/v1/payments', { params: { query: { limit: 50 } }, signal })),
  });
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      <div className="columns">
        <Card title={say.custodians}>
          <Loaded query={status}>
            {({ signers }) => (
              <ul className="people">
                {signers.map(({ name, address, ok, error }) => (
                  <li key={address}>
                    <span>
                      {name} <Hash value={address} what={say.address} ends={6} />
                    </span>
                    <Badge tone={ok ? 'good' : 'bad'}>{ok ? say.answers : say.silent}</Badge>
                    {error !== null && <p className="small bad-text">{error}</p>}
                  </li>
                ))}
              </ul>
            )}
          </Loaded>
        </Card>
        <Card title={say.payments}>
          <Loaded query={payments}>
            {({ items }) => (
              <ul className="people">
                {items.length === 0 && <p className="empty">{say.noPayments}</p>}
                {items.map((payment) => (
                  <li key={payment.txid}>
                    <OperationLink operation={{ id: payment.batch, kind: payment.kind }} />
                    <span className="badges">
                      <Badge tone={payment.state === 'signed' ? 'good' : payment.state === 'refused' ? 'bad' : 'wait'}>
                        {payment.state}
                      </Badge>
                    </span>
                    <p className="small soft">
                      {say.version(payment.version, payment.signed_by.length)}{' '}
                      <Amount sats={BigInt(payment.fee_sats)} unit="sats" />
                    </p>
                  </li>
                ))}
              </ul>
            )}
          </Loaded>
        </Card>
      </div>
    </>
  );
}
