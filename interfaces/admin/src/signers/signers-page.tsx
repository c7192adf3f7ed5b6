import { answer } from '@istsi/client';
import { Amount, Badge, Card } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { OperationLink } from '../operations/operation-link.tsx';
import { useOpens } from '../session/session.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { Custodian } from './custodian.tsx';
import { Offline } from './offline.tsx';

const { signers: say } = messages;

/** Each custodian as the coordinator reaches it, and the payments that wait for their signatures. */
export function SignersPage() {
  const custodians = useQuery({
    queryKey: ['live', 'signers'],
    queryFn: ({ signal }) => answer(api.GET('/v1/signers', { signal })),
  });
  const mayBring = useOpens('POST /v1/payments/{txid}/signatures');
  const payments = useQuery({
    queryKey: ['live', 'payments'],
    queryFn: ({ signal }) => answer(api.GET('/v1/payments', { params: { query: { limit: 50 } }, signal })),
  });
  return (
    <>
      <PageTitle title={say.title}>{say.about}</PageTitle>
      <div className="columns">
        <Card title={say.custodians}>
          <Loaded query={custodians}>
            {({ level, diagnosis, items }) => (
              <>
                <p className={level === 'well' ? 'small soft' : 'small bad-text'}>{diagnosis}</p>
                <ul className="people">
                  {items.map((custodian) => (
                    <Custodian key={custodian.address} custodian={custodian} />
                  ))}
                </ul>
              </>
            )}
          </Loaded>
        </Card>
        <Card title={say.payments}>
          <Loaded query={payments}>
            {({ items }) =>
              items.length === 0 ? (
                <p className="empty">{say.noPayments}</p>
              ) : (
                <ul className="people">
                  {items.map((payment) => (
                    <li key={payment.txid}>
                      <OperationLink operation={{ id: payment.batch, kind: payment.kind }} />
                      <span className="badges">
                        <Badge
                          tone={payment.state === 'signed' ? 'good' : payment.state === 'refused' ? 'bad' : 'wait'}
                        >
                          {payment.state}
                        </Badge>
                      </span>
                      <p className="small soft">
                        {say.version(payment.version, payment.signed_by.length)}{' '}
                        <Amount sats={BigInt(payment.fee_sats)} unit="sats" />
                      </p>
                      {mayBring && payment.state === 'authorized' && <Offline txid={payment.txid} />}
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Card>
      </div>
    </>
  );
}
