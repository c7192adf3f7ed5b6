import { openContracts } from '@istsi/contracts';
import { openNetwork } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import type { Database } from '../src/database/open-database.ts';
import type { Manifest } from '../src/index.ts';
import { readAuthorization, type SignedCall } from '../src/sponsorship/read-authorization.ts';
import { type SponsorDesk, sponsoredEntries } from '../src/sponsorship/sponsor-desk.ts';
import { defaultSponsorBudgets } from '../src/sponsorship/sponsor-settings.ts';
import { openPayer } from '../src/sponsorship/sponsorship-services.ts';
import { type Death, mortalNetwork } from './dying.ts';

/** What a process of its own is told, as JSON. */
export interface SponsorWork {
  sandbox: { rpcUrl: string; networkPassphrase: string };
  manifest: Manifest;
  databaseUrl: string;
  secrets: string[];
  authorization: string;
  /** After which it is killed; null: never. */
  exchanges: number | null;
}

const MANY = 10n ** 12n;

/** Of a sponsor whose budgets end nothing here. */
export function sponsorDesk(
  { sandbox, manifest, keys }: Pick<SponsorWork, 'sandbox' | 'manifest'> & { keys: Keypair[] },
  { db }: Database,
  death?: Death,
): SponsorDesk {
  const settings = { ...defaultSponsorBudgets, keys, identityDayStroops: MANY, dayStroops: MANY, totalStroops: MANY };
  const open = openNetwork(sandbox);
  const network = death ? mortalNetwork(open, death) : open;
  const contracts = openContracts(manifest, network);
  return { db, network, contracts, payer: openPayer(network, contracts, settings), settings, now: () => new Date() };
}

export function readSigned({ contracts, network }: SponsorDesk, authorization: string): SignedCall {
  const read = readAuthorization(authorization, network.networkPassphrase, sponsoredEntries(contracts));
  if (!read.ok) throw new Error(JSON.stringify(read.refusal));
  return read.call;
}
