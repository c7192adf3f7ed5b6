import { answer } from '@istsi/client';
import { Card, Notice } from '@istsi/ui';
import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { api } from '../api.ts';
import { included } from '../included-messages.ts';
import { askForAccount, type GoodProof } from './checked.ts';
import { Unchecked } from './unchecked.tsx';

const say = included.account;
const MOST_BYTES = 1_000_000;
const MOST_EARLIER = 20;

/** Whether a balance off chain is in a proof, by the file that its owner was given. */
export function MyAccount({ proof }: { proof: GoodProof }) {
  const id = useId();
  const check = useMutation({ networkMode: 'always', mutationFn: (file: File) => checkFile(file, proof) });
  const owesNothing = proof.statement.liabilities.off_chain === null;
  return (
    <Card title={say.title}>
      <p className="small soft">{say.lead}</p>
      {owesNothing && <p className="small">{say.nothingOwed}</p>}
      <div className="file">
        <label htmlFor={id}>{say.field}</label>
        <input
          id={id}
          type="file"
          accept=".json,application/json,text/plain"
          disabled={check.isPending}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file) check.mutate(file);
            else check.reset();
          }}
        />
      </div>
      {check.error && <Unchecked error={check.error} />}
      {check.data && <Result found={check.data} />}
    </Card>
  );
}

type Found = Awaited<ReturnType<typeof askForAccount>> | { state: 'too-large' };

async function checkFile(file: File, { id, statement }: GoodProof): Promise<Found> {
  if (file.size > MOST_BYTES) return { state: 'too-large' };
  const text = await file.text();
  const now = await askForAccount({ text, statement, earlier: [] });
  if (now.state !== 'not-in-it') return now;
  const query = { limit: MOST_EARLIER };
  const { items } = await answer(api.GET('/v1/reserves/proofs', { params: { query } }));
  const earlier = items.filter((one) => one.id !== id).map((one) => ({ id: one.id, publishedAt: one.published_at }));
  return await askForAccount({ text, statement, earlier });
}

function Result({ found }: { found: Found }) {
  return (
    <div className="stack" data-account={found.state}>
      <Verdict found={found} />
    </div>
  );
}

function Verdict({ found }: { found: Found }) {
  switch (found.state) {
    case 'included':
      return (
        <>
          <Notice tone="good" title={say.yes}>
            {say.yesMore(found.id, found.balanceSats, found.accounts, found.sumSats)} {say.compare}
          </Notice>
          <p className="small soft">{say.notShown}</p>
        </>
      );
    case 'earlier':
      return (
        <Notice tone="wait" title={say.earlier}>
          {say.earlierMore(found.id, found.balanceSats, new Date(found.publishedAt).toLocaleString('en'))}
        </Notice>
      );
    case 'not-in-it':
      return (
        <Notice tone="bad" title={say.no}>
          <p>{found.why === 'nothing-owed' ? say.nothingOwed : say.noMore(found.reason, found.looked)}</p>
          <p>{say.noWhy}</p>
        </Notice>
      );
    case 'unread':
      return (
        <Notice tone="bad" title={say.unread}>
          {found.reason}
        </Notice>
      );
    case 'malformed':
      return (
        <Notice tone="bad" title={say.malformed}>
          {say.malformedMore}
        </Notice>
      );
    case 'too-large':
      return <Notice tone="bad" title={say.tooLarge} />;
  }
}
