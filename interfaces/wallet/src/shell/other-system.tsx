import { acceptSystem } from '@istsi/client';
import { SystemChanged } from '@istsi/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { networkQuery } from '../queries.ts';

/** Said on every page: nothing is signed or paid to until somebody says that they know why. */
export function OtherSystem() {
  const { data: network } = useQuery(networkQuery);
  const queries = useQueryClient();
  if (!network) return null;
  const accept = () => {
    acceptSystem(network);
    void queries.invalidateQueries();
  };
  return <SystemChanged changes={network.changes} onAccept={accept} />;
}
