import type { components } from '@istsi/client';
import { Badge, Card, useShownIsCurrent } from '@istsi/ui';
import { messages } from '../messages.ts';

const { health: say } = messages;

/** Every part with what it says of itself, those that need eyes first. */
export function Health({ status }: { status: components['schemas']['Status'] }) {
  const isCurrent = useShownIsCurrent();
  const { bitcoin, stellar, database, books, signers } = status;
  const parts = [
    { name: say.bitcoin, ...bitcoin, says: say.block(bitcoin.height) },
    { name: say.stellar, ...stellar, says: say.ledger(stellar.ledger) },
    { name: say.database, ...database, says: say.answers },
    { name: say.books, ...books, says: say.agree },
    ...signers.map((signer) => ({ ...signer, says: say.signs })),
  ].sort((a, b) => Number(a.ok) - Number(b.ok));
  // What nobody can know yet is no fault: it needs patience.
  const isYetToCome = books.standing === 'unsearched';
  const unwell = parts.filter(({ ok }) => !ok).length - Number(isYetToCome);
  const well = isCurrent ? <span>{say.well}</span> : <Badge tone="bad">{say.unknown}</Badge>;
  const known = isYetToCome ? <Badge tone="wait">{say.notYet}</Badge> : well;
  const aside = unwell === 0 ? known : <Badge tone="bad">{say.needsEyes(unwell)}</Badge>;
  const toneOf = (name: string, ok: boolean) => (ok ? 'good' : name === say.books && isYetToCome ? 'wait' : 'bad');
  return (
    <Card title={say.title} aside={aside}>
      <ul className="health">
        {parts.map(({ name, ok, error, says }) => (
          <li key={name} className={toneOf(name, ok)}>
            <span className="dot" aria-hidden="true" />
            <span>{name}</span>
            <span className="says num">{ok ? says : error}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
