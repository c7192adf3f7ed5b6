import { ApiFailure, answer } from '@istsi/client';
import { Amount, Button, Card, Facts, Hash, Notice, Skeleton, type Tone } from '@istsi/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';
import { included } from '../included-messages.ts';
import { messages } from '../messages.ts';
import { nodes } from '../nodes-messages.ts';
import { Failure } from '../shell/failure.tsx';
import { AuditEntryProof } from './audit-entry.tsx';
import { type Checked, checkProof, type GoodProof } from './checked.ts';
import { KnownFrom } from './known-from.tsx';
import { MyAccount } from './my-account.tsx';
import { MyDeposits } from './my-deposits.tsx';
import { NodeForm } from './node-form.tsx';
import { type AskedNode, type AskedNodes, useNodes } from './use-nodes.ts';
import { happenedSince, type Verdict as VerdictName, verdictOf } from './verdict.ts';

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
  const found = latest.data ?? undefined;
  const done = checked.isFetching ? undefined : checked.data;
  const proof = found && done ? goodProof(found.id, found.published_at, done) : undefined;
  const asked = useNodes(proof);
  const client = useQueryClient();
  const again = async () => {
    await latest.refetch();
    await checked.refetch();
    await client.invalidateQueries({ queryKey: ['asked'] });
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
      {done && <Verdict checked={done} asked={asked} />}
      {checked.isError && (
        <Notice tone="bad" title={nodes.verdicts.bad}>
          {checked.error.message}
        </Notice>
      )}
      {latest.data && <Button onClick={() => void again()}>{say.again}</Button>}
      {done && <Further proof={proof} asked={asked} />}
      <AuditEntryProof />
      <Meaning />
    </>
  );
}

/** Of a proof that does not hold, nothing follows for a balance. */
function Further({ proof, asked }: { proof: GoodProof | undefined; asked: AskedNodes }) {
  if (!proof) return <p className="small soft">{included.notAsked}</p>;
  const { id, statement, outputs } = proof;
  return (
    <>
      <KnownFrom {...{ statement, asked }} />
      <div className="two">
        <NodeForm kind="stellar" node={asked.stellar} outputs={outputs.length} />
        <NodeForm kind="bitcoin" node={asked.bitcoin} outputs={outputs.length} />
      </div>
      <MyDeposits key={`deposits ${id}`} proof={proof} />
      <MyAccount key={`account ${id}`} proof={proof} />
    </>
  );
}

function goodProof(id: string, publishedAt: string, checked: Checked): GoodProof | undefined {
  if (checked.failure !== undefined || checked.mismatches.length > 0 || !checked.statement) return undefined;
  const { statement, added, outputs } = checked;
  return { id, publishedAt, statement, added, outputs };
}

function Verdict({ checked, asked }: { checked: Checked; asked: AskedNodes }) {
  if (checked.failure !== undefined)
    return (
      <Notice tone="bad" title={nodes.verdicts.bad}>
        {checked.failure}
      </Notice>
    );
  const { mismatches, statement, quorums, tookMs } = checked;
  const isGood = mismatches.length === 0 && statement !== undefined;
  const { stellar, bitcoin } = asked;
  const [word, facts] = [factsOf(stellar), factsOf(bitcoin)];
  const since = statement && word && facts ? happenedSince(statement.liabilities, word, facts) : undefined;
  const verdict = verdictOf({ files: isGood, stellar: stellar.word, bitcoin: bitcoin.word, since });
  return (
    <div
      className="stack"
      data-proof={isGood ? 'good' : 'bad'}
      data-verdict={verdict}
      data-took-ms={Math.round(tookMs)}
    >
      <Notice tone={TONES[verdict] ?? 'plain'} title={titleOf(verdict, statement?.bitcoin.height ?? 0)}>
        {verdict !== 'bad' && <p>{nodes.verdictsMore[verdict]}</p>}
        {verdict === 'bad' && isGood && <p>{nodes.contradicted}</p>}
        {verdict === 'now' && word && facts && <p>{nodes.asOf(facts.tipHeight, word.ledger)}</p>}
        {verdict === 'at-block' && facts && (
          <p>{facts.spentSince > 0 ? nodes.spent(facts.spentSince) : nodes.uncovered}</p>
        )}
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
              [
                say.block(statement.bitcoin.height),
                <Hash key="6" value={statement.bitcoin.block} what={say.blockHash} ends={8} />,
              ],
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

const TONES: Partial<Record<VerdictName, Tone>> = { now: 'good', 'at-block': 'good', bad: 'bad' };

function titleOf(verdict: VerdictName, height: number): string {
  if (verdict === 'at-block') return nodes.verdicts.atBlock(height);
  return verdict === 'now' || verdict === 'bad' ? nodes.verdicts[verdict] : nodes.verdicts.files;
}

/** What a node said that contradicts nothing. */
const factsOf = <F,>({ word, answer }: AskedNode<F>): F | undefined =>
  word === 'good' && answer?.state === 'said' ? answer.facts : undefined;

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
