import { words } from '../words.ts';

/** Lines of what is about to be there, as tall as it will be: nothing jumps when it comes. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div className="skeleton" role="status">
      <span className="unseen">{words.loading}</span>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
        <i key={index} aria-hidden="true" />
      ))}
    </div>
  );
}
