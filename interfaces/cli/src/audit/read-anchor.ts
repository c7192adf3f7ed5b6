import { ANCHOR_NAME, type Anchor, decodeAnchor } from '@istsi/audit-log';
import { findData, openNetwork } from '@istsi/soroban-client';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';
import type { FoundSystem } from '../system/find-running.ts';

export interface AnchorOptions {
  anchor?: string;
  stellar?: string;
}

/** What of the log is written on Stellar; undefined where nobody said by whom, and no system runs here that is meant. */
export async function readAnchor(
  running: FoundSystem | undefined,
  { anchor, stellar }: AnchorOptions,
): Promise<Anchor | 'none' | undefined> {
  const account = anchor ?? accountOf(running);
  if (account === undefined) return undefined;
  if (!StrKey.isValidEd25519PublicKey(account))
    throw new CliError('cli/bad-argument', { argument: '--anchor', problem: 'it is no Stellar account (G…)' });
  const rpcUrl = stellar ?? running?.endpoints.stellarRpcUrl;
  if (rpcUrl === undefined)
    throw new CliError('cli/bad-argument', { argument: '--stellar', problem: 'it is needed where no system runs' });
  // Whichever network it is of: nothing is signed.
  const found = await findData(openNetwork({ rpcUrl, networkPassphrase: '' }), account, ANCHOR_NAME);
  // Where nobody insists, a log that is not written there yet is a young one: only its anchor's key could have removed it.
  return (found && decodeAnchor(found.value)) ?? (anchor === undefined ? undefined : 'none');
}

/** From the secrets of this directory, and never from the log. */
function accountOf(running: FoundSystem | undefined): string | undefined {
  const secret = running?.keys.stellar.auditAnchor;
  return secret === undefined ? undefined : Keypair.fromSecret(secret).publicKey();
}
