import type { Statement } from '@istsi/reserves/files';
import { Card, Facts } from '@istsi/ui';
import { nodes } from '../nodes-messages.ts';
import type { AskedNode, AskedNodes } from './use-nodes.ts';

const say = nodes.from;

/** Each claim of a proof whose files hold together, and on whose word it stands. */
export function KnownFrom({ statement, asked }: { statement: Statement; asked: AskedNodes }) {
  const { stellar, bitcoin } = asked;
  return (
    <Card title={say.title}>
      <Facts
        rows={[
          [say.signed, say.here],
          [say.history, say.here],
          [say.covers, say.here],
          [
            say.recorded,
            source(stellar, (host, { threshold, custodians }) => say.recordedBy(host, threshold, custodians)),
          ],
          [
            say.now,
            source(stellar, (host, { ledger, now }) =>
              say.nowBy(host, now.issuedSats, now.heldSats - now.owedSats, ledger),
            ),
          ],
          [
            say.unspent(statement.bitcoin.height),
            source(bitcoin, (host, { unspent, unspentSats, spentSince }) =>
              say.unspentBy(host, unspent, unspentSats, spentSince),
            ),
          ],
        ]}
      />
    </Card>
  );
}

function source<F>({ word, answer, url }: AskedNode<F>, told: (host: string, facts: F) => string): string {
  const host = url === undefined ? '' : new URL(url).host;
  if (word === 'asking') return say.asking;
  if (answer?.state !== 'said') return answer ? say.silent(host) : say.filesOnly;
  if (word === 'bad' || answer.facts === undefined) return say.contradicted(host);
  return word === 'outdated' ? say.newer(host) : told(host, answer.facts);
}
