import { answer } from '@istsi/client';
import { Button, Hash, Moment, useToast } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ActDialog, type ActRequest } from '../acts/act-dialog.tsx';
import { api, refreshLive } from '../api.ts';
import { messages } from '../messages.ts';
import { useMay } from '../session/session.tsx';
import { Confirm } from '../shell/confirm.tsx';
import { AwaitingCard } from './awaiting-card.tsx';
import type { Approvals } from './queries.ts';

const { approvals: all } = messages;
const { registration: say } = all;

/** Somebody was accepted, and the services hold no key that registers: an officer signs it, or takes it back. */
export function Registration({ registration }: { registration: Approvals['registrations'][number] }) {
  const { address, tier, country, expires_at, customer, by, at, raises } = registration;
  const title = raises ? say.raise(tier) : say.title(tier);
  const [act, setAct] = useState<ActRequest>();
  return (
    <>
      <AwaitingCard
        {...{ title, kind: 'registration', by, at, mayEndOwn: true }}
        payload={[
          [say.address, <Hash key="address" value={address} what={all.address} />],
          [
            say.tier,
            <span key="tier" className="num">
              {tier}
            </span>,
          ],
          !raises && [say.country, country],
          !raises && [say.until, <Moment key="until" at={expires_at} />],
          customer !== null && [say.customer, <code key="customer">{customer}</code>],
        ]}
        deciders={all.officers}
        may={useMay('register')}
      >
        <p className="small soft">{say.more}</p>
        <div className="buttons">
          <Button
            look="main"
            onClick={() =>
              setAct(
                raises
                  ? { do: 'set-tier', user: address, tier, reason: say.raiseReason }
                  : { do: 'register', user: address, tier, country, expires_at },
              )
            }
          >
            {raises ? say.raiseSign : say.sign}
          </Button>
          <TakeBack address={address} />
        </div>
      </AwaitingCard>
      <ActDialog request={act} title={title} onClose={() => setAct(undefined)} />
    </>
  );
}

function TakeBack({ address }: { address: string }) {
  const toast = useToast();
  const [isAsked, setAsked] = useState(false);
  const take = useMutation({
    mutationFn: () => answer(api.DELETE('/v1/registrations/{address}', { params: { path: { address } } })),
    onSuccess: async () => {
      toast(say.taken, 'plain');
      setAsked(false);
      await refreshLive();
    },
  });
  return (
    <>
      <Button onClick={() => setAsked(true)}>{say.takeBack}</Button>
      <Confirm
        {...{ open: isAsked, title: say.takeBackTitle, more: say.takeBackMore, act: say.takeBack, danger: true }}
        {...{ busy: take.isPending, failure: take.error, onClose: () => setAsked(false) }}
        onDo={() => take.mutate()}
      />
    </>
  );
}
