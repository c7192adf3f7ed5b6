import { Button, Card, Field } from '@istsi/ui';
import { type ReactNode, useState } from 'react';

export interface AskFormProps {
  title: string;
  lead: ReactNode;
  field: string;
  go: string;
  initial?: string;
  /** What is asked about, or what is wrong with what was typed, before anybody is asked. */
  read: (typed: string) => { value: string; problem?: never } | { value?: never; problem: string };
  isBusy: boolean;
  onAsk: (value: string) => void;
  /** What was found no longer belongs to what stands in the field. */
  onOther: () => void;
  /** What was found. */
  children: ReactNode;
}

/** One question that somebody types, and what came of it. */
export function AskForm(props: AskFormProps) {
  const { title, lead, field, go, initial = '', read, isBusy, onAsk, onOther, children } = props;
  const [text, setText] = useState(initial);
  const [problem, setProblem] = useState<string>();
  const submit = () => {
    const { value, problem: found } = read(text.trim());
    setProblem(found);
    if (value === undefined) onOther();
    else onAsk(value);
  };
  const type = (next: string) => {
    setText(next);
    onOther();
  };
  return (
    <Card as="form" title={title} onSubmit={submit}>
      <p className="small soft">{lead}</p>
      <Field label={field} value={text} onText={type} problem={problem} code />
      <Button type="submit" busy={isBusy}>
        {go}
      </Button>
      {children}
    </Card>
  );
}
