import { Button, Card, Time } from '@istsi/ui';
import { messages } from '../messages.ts';
import { type Draft, dropDraft } from './drafts.ts';

const { propose: say } = messages;

/** What was begun and asked of nobody yet. */
export function DraftList({ drafts, onOpen }: { drafts: readonly Draft[]; onOpen: (draft: Draft) => void }) {
  if (drafts.length === 0) return null;
  return (
    <Card title={say.drafts} aside={<span className="num">{drafts.length}</span>}>
      <p className="small soft">{say.draftsMore}</p>
      <ul className="proposals">
        {drafts.map((draft) => {
          const { id, action, values, at } = draft;
          const name = say.draft(action, values);
          return (
            <li key={id}>
              <span className="wrapped">{name}</span>
              <small className="soft">
                <Time at={at} />
              </small>
              <span className="buttons">
                <Button onClick={() => onOpen(draft)} aria-label={say.goOnWith(name)}>
                  {say.goOn}
                </Button>
                <Button look="quiet" onClick={() => dropDraft(id)} aria-label={say.discardOf(name)}>
                  {say.discard}
                </Button>
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
