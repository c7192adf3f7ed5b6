import { answer } from '@istsi/client';
import { Button, Field, useToast } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, refreshLive } from '../api.ts';
import type { CustomerForReview } from '../compliance/customer-queries.ts';
import { customerRows } from '../compliance/customer-rows.tsx';
import { messages } from '../messages.ts';
import { useOpens } from '../session/session.tsx';
import { Confirm } from '../shell/confirm.tsx';
import { AwaitingCard } from './awaiting-card.tsx';

const { approvals: all } = messages;
const { customer: say } = all;

/** A customer of a higher tier whom one officer has looked at: another one sees the same, and says the same or refuses. */
export function SecondLook({ customer }: { customer: CustomerForReview }) {
  const { first_look: look } = customer;
  const may = useOpens('POST /v1/customers/{id}/review');
  if (!look) return null;
  return (
    <AwaitingCard
      {...{ title: say.title(look.tier), kind: 'customer', by: look.officer, at: look.at, may }}
      payload={[
        [
          say.tier,
          <span key="tier" className="num">
            {look.tier}
          </span>,
        ],
        look.country !== null && [say.country, look.country],
        [
          say.note,
          <span key="note" className="wrapped">
            {look.note}
          </span>,
        ],
        ...customerRows(customer),
      ]}
      deciders={all.officers}
    >
      <Answer customer={customer} look={look} />
    </AwaitingCard>
  );
}

function Answer({
  customer,
  look,
}: {
  customer: CustomerForReview;
  look: NonNullable<CustomerForReview['first_look']>;
}) {
  const { id, revision } = customer;
  const toast = useToast();
  const [asked, setAsked] = useState<'accept' | 'reject'>();
  const [message, setMessage] = useState('');
  const decide = useMutation({
    mutationFn: (decision: 'accept' | 'reject') =>
      answer(
        api.POST('/v1/customers/{id}/review', {
          params: { path: { id } },
          body:
            decision === 'reject'
              ? { decision, revision, message: message.trim() }
              : {
                  ...{ decision, revision, tier: look.tier, first_look: look.id, note: look.note },
                  ...(look.country !== null && { country: look.country }),
                },
        }),
      ),
    onSuccess: async () => {
      toast(say.done, 'good');
      setAsked(undefined);
      await refreshLive();
    },
  });
  const close = () => {
    setAsked(undefined);
    decide.reset();
  };
  return (
    <>
      <div className="buttons">
        <Button look="main" onClick={() => setAsked('accept')}>
          {say.agree(look.tier)}
        </Button>
        <Button look="danger" onClick={() => setAsked('reject')}>
          {say.reject}
        </Button>
      </div>
      <Confirm
        {...{ open: asked === 'accept', title: say.agreeTitle, more: say.agreeMore, act: say.agree(look.tier) }}
        {...{ busy: decide.isPending, failure: decide.error, onClose: close }}
        onDo={() => decide.mutate('accept')}
      />
      <Confirm
        {...{ open: asked === 'reject', title: say.rejectTitle, more: say.rejectMore, act: say.reject, danger: true }}
        {...{ busy: decide.isPending, failure: decide.error, onClose: close }}
        onDo={() => message.trim() !== '' && decide.mutate('reject')}
      >
        <Field label={say.message} value={message} onText={setMessage} maxLength={500} required />
      </Confirm>
    </>
  );
}
