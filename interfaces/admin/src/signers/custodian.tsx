import { Badge, Facts, Hash, Time } from '@istsi/ui';
import type { Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Velocity } from './velocity.tsx';

const { signers: say } = messages;

/** One custodian, by the last heartbeat that both its keys signed: what it sees of both chains, and what it signed and refused. */
export function Custodian({ custodian }: { custodian: Shape<'Signers'>['items'][number] }) {
  const { name, address, ok, error, heartbeat } = custodian;
  return (
    <li>
      <span>
        {name} <Hash value={address} what={say.address} ends={6} />
      </span>
      <Badge tone={ok ? 'good' : 'bad'}>{ok ? say.answers : say.silent}</Badge>
      {error !== null && <p className="small bad-text">{error}</p>}
      {heartbeat === null ? (
        <p className="small soft">{say.neverHeard}</p>
      ) : (
        <>
          <Velocity name={name} velocity={heartbeat.velocity} />
          <Facts
            rows={[
              [say.heard, <Time key="heard" at={heartbeat.heard_at} />],
              [say.block, heartbeat.bitcoin_height?.toLocaleString('en') ?? say.unseen],
              [say.ledger, heartbeat.ledger?.toLocaleString('en') ?? say.unseen],
              [say.signed, say.signedOf(heartbeat.signed, heartbeat.refused)],
              [say.logHead, <Hash key="head" value={heartbeat.log_head} what={say.logHead} ends={6} />],
              [say.logLines, heartbeat.log_lines.toLocaleString('en')],
              [say.epoch, heartbeat.epoch],
            ]}
          />
        </>
      )}
    </li>
  );
}
