import { Badge, Card, CopyButton, Hash } from '@istsi/ui';
import type { OperationDetail } from '../api.ts';
import { messages } from '../messages.ts';
import { Decoded } from './decoded.tsx';

const { operation: say } = messages;

/** The signed Stellar transactions of an operation, as they were sent. */
export function Submissions({ submissions }: { submissions: OperationDetail['submissions'] }) {
  if (submissions.length === 0) return null;
  return (
    <Card title={say.submissions}>
      <ul className="submissions">
        {submissions.map(({ hash, purpose, fate, envelope }) => (
          <li key={hash}>
            <span>
              {purpose.split(':')[0]}{' '}
              <Badge tone={fate === 'success' ? 'good' : fate === 'pending' ? 'wait' : 'bad'}>{fate}</Badge>
            </span>
            <Hash value={hash} what={say.stellar} ends={8} />
            <span className="hash-part soft small">
              {say.xdr} <CopyButton value={envelope} what={say.xdr} />
            </span>
            <Decoded envelope={envelope} hash={hash} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
