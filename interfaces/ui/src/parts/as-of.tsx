import { createContext, type ReactNode, useContext } from 'react';
import { type Answered, isCurrentAt } from '../is-current.ts';
import { words } from '../words.ts';
import { Moment, Time, useNow } from './time.tsx';

const EVERY_MS = 1_000;
const Current = createContext(true);

/** Whether what is shown here is how it is now; what claims anything ("all well") asks this first. */
export const useShownIsCurrent = (): boolean => useContext(Current);

/** Whether all of these answers still say how it is. */
export function useIsCurrent(...answers: readonly Answered[]): boolean {
  const now = useNow(EVERY_MS);
  return answers.every((answer) => isCurrentAt(answer, now));
}

export interface AsOfProps {
  /** What the children show. */
  answered: Answered;
  children: ReactNode;
}

/** Numbers that live: once nobody confirms them, they fade and say from when they are. */
export function AsOf({ answered, children }: AsOfProps) {
  const isCurrent = useIsCurrent(answered) || answered.dataUpdatedAt === 0;
  const at = new Date(answered.dataUpdatedAt);
  return (
    <Current value={isCurrent}>
      <div className={isCurrent ? 'as-of' : 'as-of past'}>
        {!isCurrent && (
          <p className="since">
            {words.asOf} <Moment at={at} />, <Time at={at} />.{answered.isError && ` ${words.notAnswered}`}
          </p>
        )}
        {children}
      </div>
    </Current>
  );
}
