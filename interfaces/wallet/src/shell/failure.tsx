import { ApiFailure } from '@istsi/client';
import { Notice } from '@istsi/ui';
import { messages } from '../messages.ts';
import { SigningError } from '../signing/sign-promised.ts';

/** What went wrong, and what to do: in the API's own words where it has some. */
export function Failure({ error }: { error: unknown }) {
  if (error instanceof SigningError)
    return (
      <Notice tone={error.problem === 'undecided' ? 'wait' : 'bad'} title={messages.signing[error.problem]}>
        {error.problem === 'other-network' || error.problem === 'other-account' ? error.message : undefined}
        {error.problem === 'other-transaction' || error.problem === 'too-long' ? (
          <details>
            <summary>{messages.signing.found}</summary>
            <p>{error.message}</p>
          </details>
        ) : undefined}
      </Notice>
    );
  if (error instanceof ApiFailure && error.problem) {
    const { code, component, detail, action } = error.problem;
    const away = code === 'network-unreachable' ? messages.refused.away[component] : undefined;
    if (away !== undefined)
      return (
        <Notice tone="bad" title={away}>
          {messages.refused.awayMore}
        </Notice>
      );
    return (
      <Notice tone="bad" title={detail}>
        {action}
      </Notice>
    );
  }
  if (error instanceof ApiFailure) return <Notice tone="bad" title={messages.refused.unanswered} />;
  return <Notice tone="bad" title={messages.refused.unknown} />;
}
