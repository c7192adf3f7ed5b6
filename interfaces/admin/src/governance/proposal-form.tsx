import { Button, Card, Field } from '@istsi/ui';
import { useState } from 'react';
import { ActDialog, type ActRequest } from '../acts/act-dialog.tsx';
import { messages } from '../messages.ts';
import { actionFields } from './action-fields.ts';

const { propose: say } = messages;

/** Asks the Super Admins for a decision; before it is signed, the contracts have checked it. */
export function ProposalForm() {
  const [action, setAction] = useState('SetLimits');
  const [values, setValues] = useState<Record<string, string>>({});
  const [act, setAct] = useState<ActRequest>();
  const fields = actionFields[action] ?? [];
  const textOf = (name: string): string => values[`${action} ${name}`] ?? '';
  return (
    <Card
      title={say.title}
      as="form"
      onSubmit={() => setAct({ do: 'propose', action, values: fields.map(({ name }) => textOf(name).trim()) })}
    >
      <label className="choice">
        <span>{say.action}</span>
        <select value={action} onChange={(event) => setAction(event.target.value)}>
          {Object.keys(actionFields).map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
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
      <Button type="submit">{say.prepare}</Button>
      <ActDialog request={act} title={say.title} onClose={() => setAct(undefined)} />
    </Card>
  );
}
