import { answer, type paths } from '@istsi/client';
import { Dialog, Notice, Skeleton, useToast } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api, refreshLive, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { useSession } from '../session/session.tsx';
import { Signing } from '../session/signing.tsx';
import { Failed } from '../shell/failed.tsx';
import { type Decided, useReadBack, WhatIsSigned } from './read-back.tsx';
import { isOpen, sendAct, Undecided, untilDecided } from './send-act.ts';

const { acts: say } = messages;

export type ActRequest = NonNullable<paths['/v1/acts/prepare']['post']['requestBody']>['content']['application/json'];

export interface ActDialogProps {
  /** Absent while nothing is to be signed. */
  request: ActRequest | undefined;
  title: string;
  /** Of a decision about a proposal: the payload that the page shows. What is signed names its number alone. */
  decides?: Decided;
  onClose: () => void;
  /** It was signed, and happened. */
  onDone?: () => void;
}

/** What an act would do, before and after, and the signature that makes it so. Nothing happens before that. */
export function ActDialog({ request, title, decides, onClose, onDone }: ActDialogProps) {
  const done = () => {
    onDone?.();
    onClose();
  };
  return (
    <Dialog open={request !== undefined} onClose={onClose} title={title}>
      {request && <Prepared request={request} decides={decides} onDone={done} />}
    </Dialog>
  );
}

interface PreparedProps {
  request: ActRequest;
  decides: Decided | undefined;
  onDone: () => void;
}

function Prepared({ request, decides, onDone }: PreparedProps) {
  const { account } = useSession();
  const toast = useToast();
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const prepared = useQuery({
    queryKey: ['prepared', request],
    queryFn: () => answer(api.POST('/v1/acts/prepare', { body: request })),
    ...{ refetchInterval: false, staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  });
  const { data: read, error: unread } = useReadBack({ account, request, decides, prepared: prepared.data });
  const send = useMutation({
    mutationFn: sendAct,
    ...untilDecided,
    onSuccess: async ({ note, running }) => {
      if (running.length > 0) toast(say.stillRunning(running), 'bad', note ?? undefined);
      else toast(say.done, 'good');
      // Whoever closed it in between may be about something else by now.
      if (isShown.current) onDone();
      await refreshLive();
    },
  });
  const open = isOpen(send.failureReason) ? send.failureReason : undefined;
  // Only what nobody could answer is sent again: a refusal then says nothing of what was sent before.
  const wasOpen = open !== undefined || send.failureCount > 1;
  const failure = prepared.error ?? unread ?? (open ? null : send.error);
  return (
    <>
      {prepared.isPending && <Skeleton />}
      {prepared.data && <WhatItDoes prepared={prepared.data} />}
      <Failed error={failure} />
      {wasOpen && (
        <Notice tone="wait" title={open instanceof Undecided ? say.pending : say.unanswered}>
          {open instanceof Undecided && open.message} {send.isPending ? say.askedAgain : say.unansweredMore}
        </Notice>
      )}
      {prepared.data && read && <WhatIsSigned read={read} prepared={prepared.data} />}
      {prepared.data && read && read.problem === undefined && (
        <Signing
          envelope={prepared.data.envelope}
          networkPassphrase={read.networkPassphrase}
          address={account}
          onSigned={(envelope) => send.mutate(envelope)}
          busy={send.isPending}
        />
      )}
    </>
  );
}

function WhatItDoes({ prepared }: { prepared: Shape<'PreparedAct'> }) {
  const { description, effects } = prepared;
  return (
    <>
      {description !== null && <p>{description}</p>}
      <Effects effects={effects} />
      <p className="small soft">{say.simulated}</p>
    </>
  );
}

/** As it is, and as it would be. */
export function Effects({ effects }: { effects: Shape<'PreparedAct'>['effects'] }) {
  if (effects.length === 0) return null;
  return (
    <dl className="effects">
      {effects.map(({ what, before, after }) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            <span className="soft">{before}</span> <span aria-hidden="true">→</span>
            <span className="unseen">{say.becomes}</span> <strong>{after}</strong>
          </dd>
        </div>
      ))}
    </dl>
  );
}
