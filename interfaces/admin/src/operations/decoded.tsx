import { Facts, Moment, Skeleton } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { knownNetwork } from '../api.ts';
import { messages } from '../messages.ts';
import { Failed } from '../shell/failed.tsx';

const { operation: say, readBack } = messages;

/** What a transaction says, read in this browser out of its XDR; nothing is loaded for it before somebody asks. */
export function Decoded({ envelope, hash }: { envelope: string; hash: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="small" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{say.decoded}</summary>
      {isOpen && <Call envelope={envelope} hash={hash} />}
    </details>
  );
}

function Call({ envelope, hash }: { envelope: string; hash: string }) {
  const read = useQuery({
    queryKey: ['decoded', envelope],
    queryFn: async () => {
      const [{ stellar, contracts }, { readCall }] = await Promise.all([
        knownNetwork(),
        import('@istsi/client/signing'),
      ]);
      const call = readCall(envelope, stellar.network_passphrase);
      const known = Object.entries(contracts).find(([, id]) => id === call?.contract)?.[0];
      return call ? { ...call, contract: known ?? call.contract } : null;
    },
    ...{ refetchInterval: false, staleTime: Number.POSITIVE_INFINITY },
  });
  if (read.error) return <Failed error={read.error} />;
  if (read.data === undefined) return <Skeleton lines={3} />;
  if (read.data === null) return <p>{say.undecodable}</p>;
  const { contract, entry, args, source, feeStroops, validUntil } = read.data;
  const code = (text: string) => (
    <code key={text} className="hash">
      {text}
    </code>
  );
  return (
    <>
      <p className={read.data.hash === hash ? 'checked' : 'bad-text'}>
        {read.data.hash === hash ? `✓ ${say.sameHash}` : say.otherHash}
      </p>
      <Facts
        rows={[
          [readBack.call, code(`${contract} ${entry}`)],
          ...args.map((text, place) => [readBack.argument(place + 1), code(text)] as const),
          [say.source, code(source)],
          [readBack.fee, readBack.stroops(feeStroops)],
          validUntil !== undefined && [readBack.until, <Moment key="until" at={validUntil} />],
        ]}
      />
    </>
  );
}
