import { Skeleton } from '@istsi/ui';
import { Failure } from './failure.tsx';
import { useTrouble } from './trouble.tsx';

/** In the place of what is not there yet; where it will not come by itself, why. What keeps all of it away every page says once. */
export function NotYet({ error, lines }: { error?: Error | null; lines?: number }) {
  const trouble = useTrouble({ paysBitcoin: true });
  return error && trouble === undefined ? <Failure error={error} /> : <Skeleton {...(lines && { lines })} />;
}
