import { answer, knownAuditKey, rememberAuditKey } from '@istsi/client';
import { Button, Card, Facts, Moment, Notice } from '@istsi/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { api, type Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Loaded } from '../shell/loaded.tsx';
import { PageTitle } from '../shell/page-title.tsx';
import { AuditSubject } from './audit-subject.tsx';
import type { EntryProof } from './prove-entry.ts';

const { audit: say } = messages;
type Entry = Shape<'AuditEntry'>;

/** One entry whole, and its proof, recomputed here. */
export function AuditEntryPage() {
  const { index } = useParams({ from: '/audit/$index' });
  const place = /^\d{1,15}$/.test(index) ? Number(index) : undefined;
  const found = useQuery({
    queryKey: ['audit', 'entry', place],
    queryFn: async ({ signal }) => {
      const query = { from: place ?? 0, through: place ?? 0 };
      const { items } = await answer(api.GET('/v1/audit/entries', { params: { query }, signal }));
      // Another entry is not this one, however well it is proved.
      return items.find((entry) => entry.index === place) ?? null;
    },
    enabled: place !== undefined,
    refetchInterval: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <PageTitle title={say.entry(index)}>
        <Link to="/audit">{say.all}</Link>
      </PageTitle>
      {place === undefined || found.data === null ? (
        <Notice tone="wait" title={say.none(index)} />
      ) : (
        <Loaded query={found}>
          {(entry) =>
            entry && (
              <div className="columns">
                <About entry={entry} />
                <Proof entry={entry} />
              </div>
            )
          }
        </Loaded>
      )}
    </>
  );
}

const details = ['operation', 'kyc', 'compliance', 'changes'] as const;

function About({ entry }: { entry: Entry }) {
  const { at, action, actor, reason, correlation_id, request_id, user, error, source } = entry;
  const code = (text: string) => (
    <code key={text} className="hash">
      {text}
    </code>
  );
  return (
    <Card title={action}>
      <Facts
        rows={[
          [say.at, <Moment key="at" at={at} />],
          [say.actor, code(actor)],
          reason !== null && [say.reason, reason],
          [say.subject, <AuditSubject key="subject" entry={entry} />],
          correlation_id !== null && [say.filters.correlation_id, code(correlation_id)],
          request_id !== null && [say.request, code(request_id)],
          user !== null && [say.person, code(user)],
          source !== null && [say.source, code(source)],
          error !== null && [
            say.failed,
            `${error.condition}${error.resolution === null ? '' : `: ${error.resolution}`}`,
          ],
        ]}
      />
      {details.map((name) => {
        const value = entry[name];
        if (value === null) return null;
        return (
          <details key={name} open={name === 'changes'}>
            <summary>{say.details[name]}</summary>
            <pre className="json">{JSON.stringify(value, null, 2)}</pre>
          </details>
        );
      })}
    </Card>
  );
}

const CHECKPOINT = 'istsi-audit-checkpoint';

/** The key that this browser knows the log by; another one is told of, and believed nothing. */
async function prove({ index, ...entry }: Entry): Promise<EntryProof | { ok: false; why: 'unsigned' | 'other-key' }> {
  const { key: named } = await answer(api.GET('/v1/audit/status'));
  const { key, why } = knownAuditKey(localStorage, named);
  if (why !== undefined) return { ok: false, why };
  const { proveEntry } = await import('./prove-entry.ts');
  const read = async (path: string) => {
    const response = await fetch(`/audit/${path}`, { cache: path === 'checkpoint' ? 'no-store' : 'default' });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(say.unread(path, response.status));
    return new Uint8Array(await response.arrayBuffer());
  };
  const remembered = localStorage.getItem(CHECKPOINT);
  const proof = await proveEntry({ read, key, entry: entry as never, index, remembered });
  if (proof.ok) {
    rememberAuditKey(localStorage, key);
    localStorage.setItem(CHECKPOINT, proof.checkpoint);
  }
  return proof;
}

function Proof({ entry }: { entry: Entry }) {
  const proof = useMutation({ mutationFn: () => prove(entry) });
  const { data } = proof;
  const later = data?.ok === false && data.why === 'is-later';
  return (
    <Card title={say.proof}>
      <p className="small soft">{say.proofMore}</p>
      <div className="buttons">
        <Button look="main" busy={proof.isPending} onClick={() => proof.mutate()}>
          {say.prove}
        </Button>
      </div>
      {proof.error && <Notice tone="bad" title={proof.error.message} />}
      {data && (
        <div role="status" data-proof={data.ok}>
          {data.ok ? (
            <Notice tone="good" title={say.proved(data.size)} />
          ) : (
            <Notice tone={later ? 'wait' : 'bad'} title={say.problems[data.why]} />
          )}
        </div>
      )}
    </Card>
  );
}
