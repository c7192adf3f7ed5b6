import { answer } from '@istsi/client';
import { Badge, Button, type Column, Moment, Notice, Table } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, refreshLive, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Choice } from '../shell/choice.tsx';
import { Failed } from '../shell/failed.tsx';
import { Loaded } from '../shell/loaded.tsx';

const { webhooks: say } = messages;
type Delivery = Shape<'WebhookDelivery'>;
const states: readonly Delivery['state'][] = ['pending', 'delivered', 'dead'];

/** What was sent, is to be sent, and was given up, and why; any of it again by a click. */
export function Deliveries({ id }: { id: string }) {
  const [state, setState] = useState<string>('');
  const asked = states.find((each) => each === state);
  const deliveries = useQuery({
    queryKey: ['live', 'deliveries', id, asked ?? 'all'],
    queryFn: ({ signal }) => {
      const query = { limit: 100, ...(asked && { state: asked }) };
      return answer(api.GET('/v1/webhooks/{id}/deliveries', { params: { path: { id }, query }, signal }));
    },
  });
  const replay = useMutation({
    mutationFn: (sequence: string) =>
      answer(
        api.POST('/v1/webhooks/{id}/replay', {
          ...{ params: { path: { id } }, body: { from: sequence, through: sequence } },
        }),
      ),
    onSuccess: async () => await refreshLive(),
  });
  return (
    <>
      <div className="filters">
        <Choice label={say.which} value={state} names={say.states} any={say.anyState} onChoose={setState} />
      </div>
      <Failed error={replay.error} wasToBeDone />
      {replay.isSuccess && <Notice title={say.sentAgain(replay.variables)} />}
      <Loaded query={deliveries}>
        {({ items }) => (
          <Table
            caption={say.deliveries}
            columns={columnsOf(replay.mutate)}
            rows={items}
            keyOf={({ sequence, state }) => `${sequence} ${state}`}
            empty={say.nothingSent}
          />
        )}
      </Loaded>
    </>
  );
}

const columnsOf = (onReplay: (sequence: string) => void): readonly Column<Delivery>[] => [
  { id: 'sequence', head: say.sequence, cell: ({ sequence }) => <span className="num">{sequence}</span> },
  { id: 'type', head: say.type, cell: ({ type }) => type.split('.').slice(2, 4).join(' ') },
  {
    id: 'state',
    head: say.state,
    cell: ({ state }) => (
      <Badge tone={state === 'delivered' ? 'good' : state === 'dead' ? 'bad' : 'wait'}>{say.states[state]}</Badge>
    ),
  },
  {
    id: 'why',
    head: say.why,
    cell: ({ last_error, next_at }) => (
      <span className="wrapped small soft">
        {last_error !== null && `${last_error}.`}
        {next_at !== null && last_error !== null && (
          <>
            {' '}
            {say.next} <Moment at={next_at} />.
          </>
        )}
      </span>
    ),
  },
  {
    id: 'attempts',
    head: say.attempts,
    end: true,
    extra: true,
    cell: ({ attempts }) => <span className="num">{attempts}</span>,
  },
  {
    id: 'again',
    head: <span className="unseen">{say.again}</span>,
    end: true,
    cell: ({ sequence }) => (
      <Button look="quiet" onClick={() => onReplay(sequence)} aria-label={say.againOf(sequence)}>
        {say.again}
      </Button>
    ),
  },
];
