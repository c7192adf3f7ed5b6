import { Notice } from '@istsi/ui';
import { nodes } from '../nodes-messages.ts';
import { AskForm } from './ask-form.tsx';
import type { AskedNode } from './use-nodes.ts';
import { mayAsk } from './verdict.ts';

export interface NodeFormProps {
  kind: 'stellar' | 'bitcoin';
  node: AskedNode<unknown>;
  /** Outputs of the proof. */
  outputs: number;
}

/** Whom to ask, and what they said. */
export function NodeForm({ kind, node, outputs }: NodeFormProps) {
  const { title, lead, field, go } = nodes[kind];
  const { allowed, url, ask } = node;
  if (allowed.length === 0) return <Nobody title={title} />;
  return (
    <AskForm
      {...{ title, lead, field, go, initial: url ?? '' }}
      read={(typed) => {
        const may = mayAsk(typed, allowed);
        if (may === undefined) return { problem: nodes.noUrl };
        return may ? { value: typed } : { problem: nodes.notAllowed(allowed) };
      }}
      isBusy={node.word === 'asking'}
      onAsk={ask}
      onOther={() => ask(undefined)}
    >
      <Said {...{ kind, node, outputs }} />
    </AskForm>
  );
}

function Nobody({ title }: { title: string }) {
  return (
    <section className="card">
      <header>
        <h2>{title}</h2>
      </header>
      <p className="small soft">{nodes.noneAllowed}</p>
    </section>
  );
}

function Said({ kind, node, outputs }: NodeFormProps) {
  const { word, answer, progress } = node;
  if (word === 'asking') return kind === 'bitcoin' ? <Notice title={nodes.progress(progress, outputs)} /> : null;
  if (!answer) return null;
  return (
    <div data-asked={`${kind} ${word}`}>
      {answer.state === 'silent' && (
        <Notice tone="wait" title={nodes.silent}>
          {answer.reason}
        </Notice>
      )}
      {word === 'good' && <Notice tone="good" title={nodes[kind].good} />}
      {word === 'outdated' && <Notice tone="wait" title={nodes.stellar.newer} />}
      {word === 'bad' && answer.state === 'said' && (
        <Notice tone="bad" title={nodes.bad}>
          {answer.mismatches.slice(0, MOST_SHOWN).map(({ code, message }) => (
            <p key={`${code} ${message}`}>{message}</p>
          ))}
        </Notice>
      )}
    </div>
  );
}

/** A server of another chain knows none of ten thousand outputs. */
const MOST_SHOWN = 20;
