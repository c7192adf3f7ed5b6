import { Button } from '@istsi/ui';
import { useState } from 'react';
import { ActDialog, type ActRequest } from '../acts/act-dialog.tsx';
import type { Proposal } from '../api.ts';
import { messages } from '../messages.ts';
import { useMay, useSession } from '../session/session.tsx';

const { governance: say } = messages;

/** Of what is over, before and after are the same by now. */
export const isOpen = ({ standing }: Proposal): boolean =>
  standing === 'needs-approvals' || standing === 'waiting' || standing === 'executable';

/** What a Super Admin may do about a proposal now, signed in their wallet. */
export function Decide({ proposal }: { proposal: Proposal }) {
  const [act, setAct] = useState<ActRequest>();
  const { account } = useSession();
  const may = useMay('approve');
  const { id, action, values, standing, approvals, proposer } = proposal;
  if (!may || !isOpen(proposal)) return null;
  const isApproved = approvals.includes(account);
  return (
    <div className="buttons">
      {!isApproved && standing !== 'executable' && (
        <Button look="main" onClick={() => setAct({ do: 'approve', id })}>
          {say.approve}
        </Button>
      )}
      {standing === 'executable' && (
        <Button look="main" onClick={() => setAct({ do: 'execute', id })}>
          {say.execute}
        </Button>
      )}
      <Button look="danger" onClick={() => setAct({ do: 'cancel', id })}>
        {proposer === account ? say.withdraw : say.object}
      </Button>
      <ActDialog
        request={act}
        title={say.proposal(id)}
        decides={{ action, values }}
        onClose={() => setAct(undefined)}
      />
    </div>
  );
}
