import { ApiFailure, answer } from '@istsi/client';
import { Amount, Button, Card, Facts, Hash, Notice, Skeleton } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { included } from '../included-messages.ts';
import { messages } from '../messages.ts';
import { Failure } from '../shell/failure.tsx';
import { AuditEntryProof } from './audit-entry.tsx';
import { type Checked, checkProof, type GoodProof } from './checked.ts';
import { MyAccount } from './my-account.tsx';
import { MyDeposits } from './my-deposits.tsx';

const say = messages.proof;
const FIRST_PROOF_MS = 5_000;

/** The newest proof, recomputed here. */
export function Proof() {
  const latest = useQuery({
    queryKey: ['proof', 'latest'],
    queryFn: async ({ signal }) => {
      const asked = answer(api.GET('/v1/reserves/proofs/{id}', { params: { path: { id: 'latest' } }, signal }));
      return await asked.catch((error: unknown) => {
        if (error instanceof ApiFailure && error.status === 404) return null;
        throw error;
      });
    },
    // The first is made soon after the first deposit.
    refetchInterval: ({ state }) => (state.data === null ? FIRST_PROOF_MS : false),
  });
  const id = latest.data?.id;
  const checked = useQuery({
    queryKey: ['checked', id],
    queryFn: ({ signal }) => checkProof(id ?? '', signal),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const again = async () => {
    await latest.refetch();
    await checked.refetch();
  };
  return (
    <>
      <title>{`${messages.nav.proof} · ${messages.name}`}</title>
      <div className="lead">
        <h1>{say.title}</h1>
        <p>{say.lead}</p>
      </div>
      {latest.isError && <Failure error={latest.error} />}
      {latest.data === null && (
        <Notice tone="wait" title={say.none}>
          {say.noneMore} {say.make}
        </Notice>
      )}
      {checked.isFetching && <Notice title={say.working} />}
      {latest.isPending && <Skeleton />}
      {checked.data && !checked.isFetching && <Verdict checked={checked.data} />}
      {checked.isError && (
        <Notice tone="bad" title={say.bad}>
          {checked.error.message}
        </Notice>
      )}
      {latest.data && <Button onClick={() => void again()}>{say.again}</Button>}
      {latest.data && checked.data && !checked.isFetching && (
        <Mine id={latest.data.id} publishedAt={latest.data.published_at} checked={checked.data} />
      )}
      <AuditEntryProof />
      <Meaning />
    </>
  );
}

/** Of a proof that does not hold, nothing follows for a balance. */
function Mine({ id, publishedAt, checked }: { id: string; publishedAt: string; checked: Checked }) {
  const proof = goodProof(id, publishedAt, checked);
  if (!proof) return <p className="small soft">{included.notAsked}</p>;
  return (
    <>
      <MyDeposits key={`deposits ${id}`} proof={proof} />
      <MyAccount key={`account ${id}`} proof={proof} />
    </>
  );
}

function goodProof(id: string, publishedAt: string, checked: Checked): GoodProof | undefined {
  if (checked.failure !== undefined || checked.mismatches.length > 0 || !checked.statement) return undefined;
  const { statement, added } = checked;
  return { id, publishedAt, statement, added };
}

function Verdict({ checked }: { checked: Checked }) {
  if (checked.failure !== undefined)
    return (
      <Notice tone="bad" title={say.bad}>
        {checked.failure}
      </Notice>
    );
  const { mismatches, statement, quorums, tookMs } = checked;
  const isGood = mismatches.length === 0 && statement !== undefined;
  return (
    <div className="stack" data-proof={isGood ? 'good' : 'bad'}>
      <Notice tone={isGood ? 'good' : 'bad'} title={isGood ? say.good : say.bad}>
        {mismatches.map(({ code, message }) => (
          <p key={`${code} ${message}`}>{message}</p>
        ))}
      </Notice>
      {statement && (
        <Card>
          <Facts
            rows={[
              [say.held, <Amount key="1" sats={BigInt(statement.reserves.total_sats)} />],
              [say.issued, <Amount key="2" sats={BigInt(statement.liabilities.supply_sats)} />],
              [say.owed, <Amount key="3" sats={BigInt(statement.liabilities.owed_sats)} />],
              [
                say.outputs,
                <span key="4" className="num">
                  {statement.reserves.outputs.toLocaleString('en')}
                </span>,
              ],
              [say.signed, quorums.map(([quorum]) => quorum).join(', ')],
              [say.block, <Hash key="6" value={statement.bitcoin.block} what={say.block} ends={8} />],
              [
                say.took,
                <span key="7" className="num">
                  {say.tookFor(tookMs)}
                </span>,
              ],
            ]}
          />
        </Card>
      )}
    </div>
  );
}

/** What a reader may conclude, and what not. */
function Meaning() {
  return (
    <div className="two">
      <Card title={say.shownTitle}>
        <ul className="points small">
          {say.shown.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      </Card>
      <Card title={say.notTitle}>
        <ul className="points small">
          {say.not.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
