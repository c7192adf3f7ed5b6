import { answer } from '@istsi/client';
import { Badge, Button, Card, Facts, Field, Moment, useToast } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, refreshLive } from '../api.ts';
import { messages } from '../messages.ts';
import { Choice } from '../shell/choice.tsx';
import { Confirm } from '../shell/confirm.tsx';
import type { CustomerForReview } from './customer-queries.ts';
import { customerRows } from './customer-rows.tsx';

const { reviews: say } = messages;
const { customer: words, kinds } = messages.approvals;
const TIERS = { 1: '1', 2: '2', 3: '3', 4: '4' };
/** Above it another officer has to say the same. */
const ALONE = 2;

type Decision =
  | { decision: 'accept'; tier: number; country?: string; note?: string }
  | { decision: 'ask'; fields: string[]; message?: string }
  | { decision: 'reject'; message: string };

/** A customer whom nobody has looked at: what they sent, and what an officer makes of it. */
export function FirstLook({ customer }: { customer: CustomerForReview }) {
  const { id, revision, created_at } = customer;
  const toast = useToast();
  const [tier, setTier] = useState('1');
  const [country, setCountry] = useState('');
  const [note, setNote] = useState('');
  const [asked, setAsked] = useState<Decision['decision']>();
  const decide = useMutation({
    mutationFn: (decision: Decision) =>
      answer(api.POST('/v1/customers/{id}/review', { params: { path: { id } }, body: { revision, ...decision } })),
    onSuccess: async ({ status, first_look, awaits_signature }, { decision }) => {
      const accepted = awaits_signature ? say.awaitsSignature : first_look ? say.lookedAt : say.accepted;
      const said = { accept: accepted, ask: say.asked, reject: words.done }[decision];
      toast(said, status === 'REJECTED' ? 'plain' : 'good');
      setAsked(undefined);
      await refreshLive();
    },
  });
  const close = () => {
    setAsked(undefined);
    decide.reset();
  };
  const isAlone = Number(tier) <= ALONE;
  const isReady = (isAlone || note.trim() !== '') && /^([A-Z]{2})?$/.test(country.trim());
  const shared = { busy: decide.isPending, failure: decide.error, onClose: close };
  return (
    <Card as="article" title={words.title(Number(tier))} aside={<Badge tone="wait">{kinds.customer}</Badge>}>
      <Facts rows={[...customerRows(customer), [say.since, <Moment key="since" at={created_at} />]]} />
      <div className="fields">
        <Choice label={say.tier} value={tier} names={TIERS} onChoose={setTier} />
        <Field label={say.country} hint={say.countryHint} value={country} onText={setCountry} maxLength={2} />
      </div>
      <Field label={say.note} hint={say.noteHint} value={note} onText={setNote} maxLength={500} />
      <div className="buttons">
        <Button look="main" disabled={!isReady} onClick={() => setAsked('accept')}>
          {say.accept}
        </Button>
        <Button onClick={() => setAsked('ask')}>{say.ask}</Button>
        <Button look="danger" onClick={() => setAsked('reject')}>
          {words.reject}
        </Button>
      </div>
      <Confirm
        {...{ ...shared, open: asked === 'accept', title: say.acceptTitle(tier), act: say.accept }}
        more={isAlone ? say.acceptAlone : say.acceptFirst}
        onDo={() =>
          decide.mutate({
            ...{ decision: 'accept', tier: Number(tier) },
            ...(country.trim() !== '' && { country: country.trim() }),
            ...(note.trim() !== '' && { note: note.trim() }),
          })
        }
      />
      <AskForMore {...{ ...shared, open: asked === 'ask' }} onAsk={(decision) => decide.mutate(decision)} />
      <Refuse {...{ ...shared, open: asked === 'reject' }} onRefuse={(decision) => decide.mutate(decision)} />
    </Card>
  );
}

type Shared = Pick<Parameters<typeof Confirm>[0], 'open' | 'busy' | 'failure' | 'onClose'>;

function AskForMore({ onAsk, ...shared }: Shared & { onAsk: (decision: Decision) => void }) {
  const [fields, setFields] = useState('');
  const [message, setMessage] = useState('');
  const named = fields.split(/[\s,]+/).filter((name) => name !== '');
  const isReady = named.length > 0 || message.trim() !== '';
  return (
    <Confirm
      {...{ ...shared, title: say.askTitle, more: say.askMore, act: say.ask }}
      onDo={() =>
        isReady && onAsk({ decision: 'ask', fields: named, ...(message.trim() !== '' && { message: message.trim() }) })
      }
    >
      <Field label={say.fields} hint={say.fieldsHint} value={fields} onText={setFields} code />
      <Field label={words.message} value={message} onText={setMessage} maxLength={500} />
    </Confirm>
  );
}

function Refuse({ onRefuse, ...shared }: Shared & { onRefuse: (decision: Decision) => void }) {
  const [message, setMessage] = useState('');
  return (
    <Confirm
      {...{ ...shared, title: words.rejectTitle, more: words.rejectMore, act: words.reject, danger: true }}
      onDo={() => message.trim() !== '' && onRefuse({ decision: 'reject', message: message.trim() })}
    >
      <Field label={words.message} value={message} onText={setMessage} maxLength={500} required />
    </Confirm>
  );
}
