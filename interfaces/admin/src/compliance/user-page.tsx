import { answer } from '@istsi/client';
import { Amount, Badge, Button, Card, Facts, Field, Hash } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { ActDialog, type ActRequest } from '../acts/act-dialog.tsx';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { OperationTable } from '../operations/operation-table.tsx';
import { useMay } from '../session/session.tsx';
import { Choice } from '../shell/choice.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';

const { user: say } = messages;
const ADDRESS = /^[GC][A-Z2-7]{55}$/;
const TIERS = { 0: '0', 1: '1', 2: '2', 3: '3', 4: '4' };

/** A holder as the registry knows them, what they did, and what an officer may do. */
export function UserPage() {
  const { address } = useParams({ from: '/users/$address' });
  const user = useQuery({
    queryKey: ['live', 'user', address],
    queryFn: ({ signal }) => answer(api.GET('/v1/users/{address}', { params: { path: { address } }, signal })),
  });
  const operations = useQuery({
    queryKey: ['live', 'operations', 'user', address],
    queryFn: ({ signal }) => answer(api.GET('/v1/operations', { params: { query: { user: address } }, signal })),
  });
  const mayAct = useMay('freeze');
  return (
    <>
      <PageTitle title={say.title}>
        <Hash value={address} what={say.address} />
      </PageTitle>
      <div className="columns">
        <Card title={say.operations}>
          <Loaded query={operations}>
            {({ items }) => <OperationTable caption={say.operations} operations={items} empty={say.nothing} />}
          </Loaded>
        </Card>
        <Loaded query={user} lines={4}>
          {({ tier, status, deposit_index, balance_sats }) => (
            <div className="stack">
              <Card title={say.registry} aside={<Badge tone={status === 'active' ? 'good' : 'bad'}>{status}</Badge>}>
                <Facts
                  rows={[
                    [
                      say.tier,
                      <span key="tier" className="num">
                        {tier}
                      </span>,
                    ],
                    [say.balance, <Amount key="balance" sats={BigInt(balance_sats)} />],
                    [
                      say.index,
                      <span key="index" className="num">
                        {deposit_index}
                      </span>,
                    ],
                  ]}
                />
              </Card>
              {mayAct && <Officer address={address} status={status} tier={tier} />}
            </div>
          )}
        </Loaded>
      </div>
    </>
  );
}

/** Of the calendar, and still to come. */
function isDay(typed: string): boolean {
  const text = typed.trim();
  const day = new Date(`${text}T00:00:00Z`);
  return (
    !Number.isNaN(day.getTime()) &&
    day.toISOString().startsWith(text) &&
    text.length === 10 &&
    day.getTime() > Date.now()
  );
}

function Officer({ address, status, tier }: { address: string; status: string; tier: number }) {
  const [reason, setReason] = useState('');
  const [next, setNext] = useState(String(tier));
  const [replacement, setReplacement] = useState('');
  const [until, setUntil] = useState('');
  const [act, setAct] = useState<ActRequest>();
  const isReady = reason.trim().length >= 3;
  const isFrozen = status === 'frozen';
  const isReviewed = status === 'under-review';
  const begin = (what: 'freeze' | 'unfreeze' | 'start-review' | 'end-review') =>
    setAct({ do: what, user: address, reason: reason.trim() });
  return (
    <Card title={say.officer}>
      <Field label={say.reason} hint={say.reasonHint} value={reason} onText={setReason} maxLength={64} />
      <div className="buttons">
        <Button
          look={isFrozen ? 'plain' : 'danger'}
          disabled={!isReady}
          onClick={() => begin(isFrozen ? 'unfreeze' : 'freeze')}
        >
          {isFrozen ? say.unfreeze : say.freeze}
        </Button>
        <Button disabled={!isReady} onClick={() => begin(isReviewed ? 'end-review' : 'start-review')}>
          {isReviewed ? say.endReview : say.startReview}
        </Button>
      </div>
      <div className="buttons">
        <Choice label={say.tier} value={next} names={TIERS} onChoose={setNext} />
        <Button
          disabled={!isReady || Number(next) === tier}
          onClick={() => setAct({ do: 'set-tier', user: address, tier: Number(next), reason: reason.trim() })}
        >
          {say.setTier}
        </Button>
      </div>
      <p className="small soft">{say.tierMore}</p>
      <div className="buttons">
        <Field label={say.until} hint={say.untilHint} value={until} onText={setUntil} maxLength={10} />
        <Button
          disabled={!isReady || !isDay(until)}
          onClick={() =>
            setAct({ do: 'renew', user: address, expires_at: `${until.trim()}T00:00:00.000Z`, reason: reason.trim() })
          }
        >
          {say.renew}
        </Button>
      </div>
      <details>
        <summary>{say.recover}</summary>
        <p className="small soft">{say.recoverMore}</p>
        <Field label={say.replacement} value={replacement} onText={setReplacement} code />
        <div className="buttons">
          <Button
            disabled={!isReady || !ADDRESS.test(replacement.trim())}
            onClick={() =>
              setAct({ do: 'request-recovery', user: address, replacement: replacement.trim(), reason: reason.trim() })
            }
          >
            {say.askRecovery}
          </Button>
        </div>
      </details>
      <ActDialog request={act} title={say.officer} onClose={() => setAct(undefined)} />
    </Card>
  );
}
