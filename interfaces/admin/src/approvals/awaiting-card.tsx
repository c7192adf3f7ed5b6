import { Badge, Card, Facts, Hash, Moment } from '@istsi/ui';
import type { ReactNode } from 'react';
import { messages } from '../messages.ts';
import { useSession } from '../session/session.tsx';

const { approvals: say } = messages;

export interface AwaitingCardProps {
  title: ReactNode;
  kind: keyof typeof say.kinds;
  /** Who began it, and when. */
  by: string;
  at?: string | undefined;
  /** From when on it can be ended; absent: at once. */
  readyAt?: string | undefined;
  /** Whether that has come, by the ledger's clock. */
  isReady?: boolean;
  endsAt?: string | undefined;
  /** What it would do, in full. */
  payload: readonly (readonly [name: ReactNode, value: ReactNode] | false)[];
  /** Those who decide it. */
  deciders: string;
  /** Whether who is signed in is one of them. */
  may: boolean;
  /** What they may do about it. */
  children: ReactNode;
  /** What somebody may do all the same who began it. */
  own?: ReactNode;
  /** Who began it has a say like everybody else. */
  mayEndOwn?: boolean;
}

/** What awaits a second person: what it would do, whose it is, from when and until when, and the controls of whoever may. */
export function AwaitingCard(props: AwaitingCardProps) {
  const {
    title,
    kind,
    by,
    at,
    readyAt,
    endsAt,
    isReady = true,
    payload,
    deciders,
    may,
    children,
    own,
    mayEndOwn,
  } = props;
  const { account } = useSession();
  const isOwn = by === account;
  return (
    <Card as="article" title={title} aside={<Badge tone={isReady ? 'wait' : 'plain'}>{say.kinds[kind]}</Badge>}>
      <Facts
        rows={[
          ...payload,
          [say.by, isOwn ? say.you : <Hash key="by" value={by} what={say.address} ends={6} />],
          at !== undefined && [say.at, <Moment key="at" at={at} />],
          readyAt !== undefined && [say.ready, isReady ? say.readyNow : <Moment key="ready" at={readyAt} />],
          endsAt !== undefined && [say.ends, <Moment key="ends" at={endsAt} />],
        ]}
      />
      {!may ? (
        <p className="small soft">{say.notYours(deciders)}</p>
      ) : isOwn && !mayEndOwn ? (
        <>
          <p className="small soft">{say.yours}</p>
          {own}
        </>
      ) : (
        children
      )}
    </Card>
  );
}
