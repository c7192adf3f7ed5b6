import { answer } from '@istsi/client';
import { Badge, Button, type Column, Notice, Table } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api, describeFailure, refreshLive, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Loaded } from '../shell/loaded.tsx';

const { webhooks: say } = messages;
type Delivery = Shape<'WebhookDelivery'>;

/** What was sent, is to be sent, and was given up; any of it again by a click. */
export function Deliveries({ id }: { id: string }) {
  const deliveries = useQuery({
    queryKey: ['live', 'deliveries', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/webhooks/{id}/deliveries', { params: { path: { id }, query: { limit: 100 } }, signal })),
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
  const columns: readonly Column<Delivery>[] = [
    { id: 'sequence', head: say.sequence, cell: ({ sequence }) => <span className="num">{sequence}</span> },
    { id: 'type', head: say.type, cell: ({ type }) => type.split('.').slice(2, 4).join(' ') },
    {
      id: 'state',
      head: say.state,
      cell: ({ state, last_error }) => (
        <span title={last_error ?? undefined}>
          <Badge tone={state === 'delivered' ? 'good' : state === 'dead' ? 'bad' : 'wait'}>{state}</Badge>
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
        <Button look="quiet" onClick={() => replay.mutate(sequence)} aria-label={say.againOf(sequence)}>
          {say.again}
        </Button>
      ),
    },
  ];
  return (
    <>
      {replay.isError && <Notice tone="bad" title={describeFailure(replay.error).title} />}
      <Loaded query={deliveries}>
        {({ items }) => (
          <Table
            caption={say.deliveries}
            columns={columns}
            rows={items}
            keyOf={({ sequence, state }) => `${sequence} ${state}`}
            empty={say.nothingSent}
          />
        )}
      </Loaded>
    </>
  );
}
