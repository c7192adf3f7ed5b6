import { Timeline } from '@istsi/ui';
import { Link } from '@tanstack/react-router';
import type { OperationDetail } from '../api.ts';
import { messages } from '../messages.ts';

const { operation: say } = messages;
type MomentShown = OperationDetail['timeline'][number];

/** Both chains, the services and the signers in one order; what each says in detail opens by a click. */
export function OperationTimeline({ moments }: { moments: readonly MomentShown[] }) {
  if (moments.length === 0) return <p className="empty">{say.nothingYet}</p>;
  return (
    <Timeline
      label={say.timeline}
      steps={moments.map((moment) => ({
        id: moment.id,
        title: (
          <>
            <span className={`source ${moment.source}`}>{say.sources[moment.source]}</span> {titleOf(moment)}
          </>
        ),
        detail: <Detail moment={moment} />,
        state: moment.detail.code === undefined ? 'done' : 'failed',
        ...(moment.at !== null && { at: moment.at }),
      }))}
    />
  );
}

/** `com.istsi.integration-router.BitcoinDeposit.v1` is `BitcoinDeposit`. */
function titleOf({ what, detail, source }: MomentShown): string {
  if (source === 'signers' && detail.signer !== undefined) return say.signed(detail.signer.slice(0, 6));
  if (detail.retry !== undefined) return say.retried(detail.retry);
  return what.split('.').at(-2) ?? what;
}

function Detail({ moment }: { moment: MomentShown }) {
  const { detail, transaction } = moment;
  const entries = Object.entries(detail);
  if (entries.length === 0 && transaction === null) return null;
  const isRefusal = detail.message !== undefined;
  return (
    <>
      {isRefusal && <p className="bad-text">{detail.message}</p>}
      <details>
        <summary>{say.details}</summary>
        <dl className="pairs">
          {entries.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="hash">{value}</dd>
            </div>
          ))}
          {transaction !== null && (
            <div>
              <dt>{say.transaction}</dt>
              <dd>
                <Link to="/search" search={{ q: transaction }} className="hash">
                  {transaction}
                </Link>
              </dd>
            </div>
          )}
        </dl>
      </details>
    </>
  );
}
