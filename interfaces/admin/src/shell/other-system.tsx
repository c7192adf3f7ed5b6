import { acceptSystem } from '@istsi/client';
import { SystemChanged } from '@istsi/ui';
import { useQuery } from '@tanstack/react-query';
import { networkQuery, queries } from '../api.ts';

/** Said on every page: nothing is signed until somebody says that they know why. */
export function OtherSystem() {
  const { data: network } = useQuery(networkQuery);
  if (!network || network.changes.length === 0) return null;
  const accept = () => {
    acceptSystem(network);
    void queries.invalidateQueries(networkQuery);
  };
  return (
    <div className="stale">
      <SystemChanged changes={network.changes} onAccept={accept} />
    </div>
  );
}
