import { Amount, Button, Hash } from '@istsi/ui';
import { useState } from 'react';
import { ActDialog, type ActRequest } from '../acts/act-dialog.tsx';
import { messages } from '../messages.ts';
import { OperationLink } from '../operations/operation-link.tsx';
import { useMay } from '../session/session.tsx';
import { AwaitingCard } from './awaiting-card.tsx';
import type { Approvals } from './queries.ts';

const { approvals: say } = messages;

/** One officer named where a deposit of nobody is paid to; another one agrees to that very address, a week later or more. */
export function Payback({ payback }: { payback: Approvals['returns'][number] }) {
  const { outpoint, amount_sats, bitcoin_address: address, max_fee_sats, by, at, ready_at, ready } = payback;
  const [act, setAct] = useState<ActRequest>();
  const hold = (
    <Button look="danger" onClick={() => setAct({ do: 'hold-return', outpoint })}>
      {say.payback.hold}
    </Button>
  );
  return (
    <>
      <AwaitingCard
        {...{ title: say.payback.title, kind: 'payback', by, at, readyAt: ready_at, isReady: ready }}
        payload={[
          [say.payback.deposit, <OperationLink key="deposit" operation={{ id: outpoint, kind: 'deposit' }} />],
          [say.payback.amount, <Amount key="amount" sats={BigInt(amount_sats)} />],
          [
            say.payback.to,
            address === null ? say.payback.noAddress : <Hash key="to" value={address} what={say.payback.to} />,
          ],
          [say.payback.fee, <Amount key="fee" sats={BigInt(max_fee_sats)} />],
        ]}
        deciders={say.officers}
        may={useMay('approve-return')}
        own={<div className="buttons">{hold}</div>}
      >
        <p className="small soft">{say.payback.holdMore}</p>
        <div className="buttons">
          {address !== null && (
            <Button look="main" disabled={!ready} onClick={() => setAct({ do: 'approve-return', outpoint, address })}>
              {say.payback.agree}
            </Button>
          )}
          {hold}
        </div>
      </AwaitingCard>
      <ActDialog request={act} title={say.payback.title} onClose={() => setAct(undefined)} />
    </>
  );
}
