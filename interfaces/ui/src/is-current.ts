/** Pages ask every ten seconds: two answers were missed. */
const MOST_MS = 25_000;

export interface Answered {
  /** When the last answer came, in milliseconds; 0 before the first. */
  dataUpdatedAt: number;
  /** What was asked since was not answered. */
  isError: boolean;
}

/** Whether an answer still says how it is. A question that hangs is no answer either: its age counts, and not only a refusal. */
export const isCurrentAt = ({ dataUpdatedAt, isError }: Answered, now: Date): boolean =>
  !isError && dataUpdatedAt > 0 && now.getTime() - dataUpdatedAt < MOST_MS;
