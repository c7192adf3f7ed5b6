import { openContracts } from '@istsi/contracts';
import { createSubmitter, openNetwork } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { type AdminServices, createAdminServices } from '../src/administration/admin-services.ts';
import type { Database } from '../src/database/open-database.ts';
import type { Manifest } from '../src/index.ts';
import { type Death, mortalNetwork } from './dying.ts';

/** What a process of its own is told, as JSON. */
export interface RelayWork {
  sandbox: { rpcUrl: string; networkPassphrase: string };
  manifest: Manifest;
  databaseUrl: string;
  /** Of an account that pays for what services send themselves. */
  secret: string;
  /** Whose act it is. */
  officer: string;
  envelope: string;
  /** After which it is killed; null: never. */
  exchanges: number | null;
}

/** What prepares and sends on what people sign, with no key of theirs. */
export function relayDesk(
  { sandbox, manifest, channel }: Pick<RelayWork, 'sandbox' | 'manifest'> & { channel: Keypair },
  { db }: Database,
  death?: Death,
): AdminServices {
  const open = openNetwork(sandbox);
  const network = death ? mortalNetwork(open, death) : open;
  const contracts = openContracts(manifest, network);
  const submitter = createSubmitter({ network, channels: [channel] });
  return createAdminServices({ network, contracts, seen: contracts, submitter, manifest, db });
}
