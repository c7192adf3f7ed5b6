import { answer } from '@istsi/client';
import { Notice } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api } from '../api.ts';
import { messages } from '../messages.ts';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { judgeOne } from './judge-reconciliation.ts';
import { ReconciliationFacts } from './reconciliation-facts.tsx';

const { reconciliations: say } = messages;

/** One comparison of both chains, as it was made and is kept. */
export function ReconciliationPage() {
  const { id } = useParams({ from: '/reconciliations/$id' });
  const found = useQuery({
    queryKey: ['reconciliations', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/v1/reconciliations/{id}', { params: { path: { id } }, signal })),
  });
  return (
    <>
      <PageTitle title={say.one(id)}>{say.about}</PageTitle>
      <Loaded query={found} lines={10}>
        {(made) => {
          const { tone, sentence } = judgeOne(made);
          return (
            <>
              <Notice tone={tone} title={sentence} />
              <ReconciliationFacts made={made} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}
