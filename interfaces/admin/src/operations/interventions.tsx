import { answer } from '@istsi/client';
import { Button, Card, Field, useToast } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ActDialog, type ActRequest } from '../acts/act-dialog.tsx';
import { api, type OperationDetail, refreshLive } from '../api.ts';
import { messages } from '../messages.ts';
import { useMay, useOpens } from '../session/session.tsx';
import { Failed } from '../shell/failed.tsx';

const { interventions: say } = messages;

/** What a person may do about an operation that is stuck: each with a reason that is kept. */
export function Interventions({ operation }: { operation: OperationDetail }) {
  const mayRetry = useOpens('POST /v1/operations/{id}/retry');
  const mayResolve = useMay('resolve') && operation.operation_id !== null;
  if (operation.phase === 'done' || !(mayRetry || mayResolve)) return null;
  return (
    <Card title={say.title}>
      <Chosen operation={operation} mayRetry={mayRetry} mayResolve={mayResolve} />
    </Card>
  );
}

interface ChosenProps {
  operation: OperationDetail;
  mayRetry: boolean;
  mayResolve: boolean;
}

function Chosen({ operation, mayRetry, mayResolve }: ChosenProps) {
  const [reason, setReason] = useState('');
  const [act, setAct] = useState<ActRequest>();
  const toast = useToast();
  const retry = useMutation({
    mutationFn: () =>
      answer(api.POST('/v1/operations/{id}/retry', { params: { path: { id: operation.id } }, body: { reason } })),
    onSuccess: async () => {
      toast(say.retried, 'good');
      setReason('');
      await refreshLive();
    },
  });
  const isReady = reason.trim().length >= 3;
  const resolve = (resolution: 'Retry' | 'Refund' | 'MarkFailed') =>
    setAct({ do: 'resolve', operation: operation.operation_id!, resolution, reason: reason.trim() });
  return (
    <>
      <Field label={say.reason} hint={say.reasonHint} value={reason} onText={setReason} maxLength={64} />
      <div className="buttons">
        {mayRetry && (
          <Button disabled={!isReady} busy={retry.isPending} onClick={() => retry.mutate()}>
            {say.retry}
          </Button>
        )}
        {mayResolve && (
          <>
            <Button disabled={!isReady} onClick={() => resolve('Refund')}>
              {say.refund}
            </Button>
            <Button disabled={!isReady} look="danger" onClick={() => resolve('MarkFailed')}>
              {say.fail}
            </Button>
          </>
        )}
      </div>
      {mayResolve && <p className="small soft">{say.signed}</p>}
      <Failed error={retry.error} wasToBeDone />
      <ActDialog request={act} title={say.title} onClose={() => setAct(undefined)} />
    </>
  );
}
