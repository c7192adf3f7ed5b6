import { Time } from '@istsi/ui';
import type { ReactNode } from 'react';
import type { Shape } from '../api.ts';
import { messages } from '../messages.ts';
import { Alarms } from './alarms.tsx';
import { type Judged, judge } from './judge.ts';

const { overview: say } = messages;

export interface ClaimProps {
  status: Shape<'Status'> | undefined;
  /** Undefined where what is held and issued cannot be asked, although somebody answers. */
  reserves: Shape<'Reserves'> | undefined;
  proof: Shape<'ReserveProof'> | undefined;
  askedAt: Date;
  /** The last question was not answered. */
  isUnknown: boolean;
}

/** The one sentence that matters, and how anybody knows. */
export function Claim({ status, reserves, proof, askedAt, isUnknown }: ClaimProps) {
  if (isUnknown || !status) {
    const more = status ? (
      <>
        {say.lastKnown} <Time at={askedAt} />.
      </>
    ) : (
      say.unknownMore
    );
    return <Sentence judged={{ tone: 'bad', sentence: say.unknown, why: [] }} more={more} />;
  }
  const judged = judge(status, reserves);
  const height = reserves?.compared_height;
  return (
    <Sentence
      judged={judged}
      more={
        <>
          {height === null && say.notCompared}
          {height !== null && height !== undefined && say.compared(height)} {say.asked} <Time at={askedAt} />.{' '}
          {proof ? (
            <>
              {say.proved(proof.bitcoin_height)} <Time at={proof.published_at} />.
            </>
          ) : (
            say.notProved
          )}
        </>
      }
    />
  );
}

function Sentence({ judged, more }: { judged: Judged; more: ReactNode }) {
  return (
    <section className="claim" aria-live="polite">
      <h1 className={judged.tone}>{judged.sentence}</h1>
      {judged.why.length > 0 && (
        <ul className="why">
          {judged.why.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <Alarms />
      <p>{more}</p>
    </section>
  );
}
