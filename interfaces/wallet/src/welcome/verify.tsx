import { answer } from '@istsi/client';
import { Button, Card, Hash, Notice } from '@istsi/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { networkQuery, userQuery } from '../queries.ts';
import { Failure } from '../shell/failure.tsx';
import { useTrouble } from '../shell/trouble.tsx';

const say = messages.verify;

/** For a key that the registry does not know yet. */
export function Verify({ address }: { address: string }) {
  const { data: network } = useQuery(networkQuery);
  const queries = useQueryClient();
  const trouble = useTrouble();
  const navigate = useNavigate();
  const verify = useMutation({
    mutationFn: () => answer(api.POST('/v1/local/newcomers', { body: { address } })),
    async onSuccess(user) {
      queries.setQueryData(userQuery(address).queryKey, user);
      await navigate({ to: '/receive' });
    },
  });
  return (
    <Card isPage title={say.title}>
      <p>{say.lead}</p>
      {network?.local ? (
        <>
          <p className="soft small">{say.localMore}</p>
          <Button look="main" busy={verify.isPending} disabled={trouble !== undefined} onClick={() => verify.mutate()}>
            {say.local}
          </Button>
        </>
      ) : (
        <Notice title={say.ask}>
          <Hash value={address} what={say.address} />
          <p>{say.waiting}</p>
        </Notice>
      )}
      {verify.isError && <Failure error={verify.error} />}
    </Card>
  );
}
