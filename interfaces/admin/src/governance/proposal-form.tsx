import { Button, Card, Field } from '@istsi/ui';
import { useState } from 'react';
import { ActDialog, type ActRequest } from '../acts/act-dialog.tsx';
import { messages } from '../messages.ts';
import { useSession } from '../session/session.tsx';
import { Choice } from '../shell/choice.tsx';
import { actionFields } from './action-fields.ts';
import { DraftList } from './draft-list.tsx';
import { type Draft, dropDraft, keepDraft, useDrafts } from './drafts.ts';

const { propose: say } = messages;
const actions = Object.fromEntries(Object.keys(actionFields).map((name) => [name, name]));

/** Asks the Super Admins for a decision; before it is signed, the contracts have checked it. Until then it is a draft at most. */
export function ProposalForm() {
  const { account } = useSession();
  const drafts = useDrafts(account);
  const [action, setAction] = useState('SetLimits');
  const [values, setValues] = useState<Record<string, string>>({});
  const [draft, setDraft] = useState<string>();
  const [act, setAct] = useState<ActRequest>();
  const fields = actionFields[action] ?? [];
  const textOf = (name: string): string => values[`${action} ${name}`] ?? '';
  const written = fields.map(({ name }) => textOf(name).trim());
  const open = (one: Draft) => {
    const names = actionFields[one.action];
    if (!names) return;
    setAction(one.action);
    setValues(Object.fromEntries(names.map(({ name }, place) => [`${one.action} ${name}`, one.values[place] ?? ''])));
    setDraft(one.id);
  };
  const keep = () => {
    const id = draft ?? crypto.getRandomValues(new Uint32Array(4)).join('-');
    keepDraft({ id, account, action, values: written, at: new Date().toISOString() });
    setDraft(id);
  };
  return (
    <>
      <Card
        title={say.title}
        as="form"
        onSubmit={() => setAct({ do: 'propose', action, values: written })}
        aside={draft !== undefined && drafts.some(({ id }) => id === draft) ? <small>{say.isDraft}</small> : undefined}
      >
        <Choice
          label={say.action}
          value={action}
          names={actions}
          onChoose={(name) => {
            setAction(name);
            setDraft(undefined);
          }}
        />
        {fields.map(({ name, hint }) => (
          <Field
            key={`${action} ${name}`}
            label={name}
            hint={hint}
            value={textOf(name)}
            onText={(text) => setValues((all) => ({ ...all, [`${action} ${name}`]: text }))}
            required
          />
        ))}
        <div className="buttons">
          <Button type="submit">{say.prepare}</Button>
          <Button look="quiet" onClick={keep}>
            {say.keep}
          </Button>
        </div>
        <ActDialog
          request={act}
          title={say.title}
          onClose={() => setAct(undefined)}
          // It is the Super Admins' now: kept any longer, it would be proposed twice.
          onDone={() => draft !== undefined && dropDraft(draft)}
        />
      </Card>
      <DraftList drafts={drafts} onOpen={open} />
    </>
  );
}
