import { answer } from '@istsi/client';
import { Button, Card, useToast } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, governanceQuery, refreshLive, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { useSession } from '../session/session.tsx';
import { Choice } from '../shell/choice.tsx';
import { Failed } from '../shell/failed.tsx';
import { shortName } from './standing.ts';

const { alerts: say } = messages;
type Person = Shape<'Governance'>['people'][number];

/** Whose alerts are: as the access table has it. */
const CARERS: ReadonlySet<Person['roles'][number]> = new Set(['super-admin', 'system-admin', 'operator']);

/** Asks one of the others to take care of it. */
export function Assign({ alert }: { alert: Shape<'Alert'> }) {
  const { id, assigned_to } = alert;
  const { account } = useSession();
  const { data: governance } = useQuery(governanceQuery);
  const toast = useToast();
  const [chosen, setChosen] = useState('');
  const people = (governance?.people ?? []).filter(({ roles }) => roles.some((role) => CARERS.has(role)));
  const others = people.filter(({ address }) => address !== account && address !== assigned_to);
  const assign = useMutation({
    mutationFn: (to: string) => answer(api.POST('/v1/alerts/{id}/assign', { params: { path: { id } }, body: { to } })),
    onSuccess: async ({ assigned_to: to }) => {
      toast(say.assigned(shortName(to ?? '')), 'good');
      setChosen('');
      await refreshLive();
    },
  });
  const names = Object.fromEntries(
    others.map(({ address, roles }) => [
      address,
      `${shortName(address)} · ${roles.map((role) => messages.roles[role]).join(', ')}`,
    ]),
  );
  return (
    <Card title={say.handOver} as="form" onSubmit={() => assign.mutate(chosen)}>
      <p className="small soft">{others.length === 0 ? say.nobodyElse : say.handOverMore}</p>
      {others.length > 0 && (
        <div className="buttons">
          <Choice label={say.whom} value={chosen} names={names} any={say.choose} onChoose={setChosen} />
          <Button type="submit" busy={assign.isPending} disabled={!(chosen in names)}>
            {say.assign}
          </Button>
        </div>
      )}
      <Failed error={assign.error} wasToBeDone />
    </Card>
  );
}
