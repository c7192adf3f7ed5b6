import { Keypair, StrKey, xdr } from '@stellar/stellar-sdk';
import { SorobanClientError } from './errors.ts';
import { callRpc, type Network } from './network.ts';

export interface AccountState {
  /** The last sequence number used; a transaction takes the next one. */
  sequence: bigint;
  /** Stroops. */
  balance: bigint;
  /** What each key (G…) adds up to, the master key among them, and what an operation of contracts needs. */
  signers: readonly { address: string; weight: number }[];
  threshold: number;
  /** The ledger that this was read at. */
  ledger: number;
}

export async function findAccount(network: Network, address: string): Promise<AccountState | undefined> {
  const accountId = Keypair.fromPublicKey(address).xdrPublicKey();
  const key = xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId }));
  const { entries, latestLedger } = await callRpc(network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  const entry = entries[0]?.val;
  if (entry?.type !== 'account') return undefined;
  const { seqNum, balance, thresholds, signers } = entry.value;
  const [master = 1, , medium = 0] = thresholds.value;
  return {
    sequence: BigInt(seqNum),
    balance: BigInt(balance),
    signers: [{ address, weight: master }, ...signers.flatMap(keySigner)],
    threshold: medium,
    ledger: latestLedger,
  };
}

/** What an account keeps under a name (ManageData), and since which ledger it is so. */
export async function findData(
  network: Network,
  address: string,
  name: string,
): Promise<{ value: Uint8Array; since: number } | undefined> {
  const accountId = Keypair.fromPublicKey(address).xdrPublicKey();
  const key = xdr.LedgerKey.data(new xdr.LedgerKeyData({ accountId, dataName: name }));
  const { entries } = await callRpc(network, 'getLedgerEntries', (s) => s.getLedgerEntries(key));
  const [entry] = entries;
  if (entry?.val.type !== 'data') return undefined;
  return { value: new Uint8Array(entry.val.value.dataValue.value), since: entry.lastModifiedLedgerSeq ?? 0 };
}

/** Other kinds of signers do not sign transactions by a key. */
function keySigner({ key, weight }: xdr.Signer): { address: string; weight: number }[] {
  if (key.type !== 'signerKeyTypeEd25519') return [];
  return [{ address: StrKey.encodeEd25519PublicKey(key.ed25519.value), weight: Number(weight) }];
}

/** Whether keys of the account signed this hash, with the weight that an operation of contracts needs. */
export function isSignedBy(
  { signers, threshold }: Pick<AccountState, 'signers' | 'threshold'>,
  hash: Uint8Array,
  signatures: readonly xdr.DecoratedSignature[],
): boolean {
  const signed = signers.filter(({ address, weight }) => {
    const key = Keypair.fromPublicKey(address);
    const hint = Buffer.from(key.signatureHint());
    return weight > 0 && signatures.some((one) => hint.equals(one.hint.value) && key.verify(hash, one.signature.value));
  });
  return signed.length > 0 && signed.reduce((sum, { weight }) => sum + weight, 0) >= threshold;
}

export async function readAccount(network: Network, address: string): Promise<AccountState> {
  const account = await findAccount(network, address);
  if (!account) throw new SorobanClientError('soroban/account-missing', { address });
  return account;
}

/** Creates the account with test money unless it exists. Test networks only. */
export async function fundAccount(
  network: Network,
  friendbotUrl: string,
  address: string,
): Promise<{ created: boolean }> {
  if (await findAccount(network, address)) return { created: false };
  const url = new URL(friendbotUrl);
  url.searchParams.set('addr', address);
  let reason: string;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
    if (response.ok) return { created: true };
    reason = `HTTP ${response.status} ${(await response.text()).slice(0, 300)}`;
  } catch (error) {
    reason = (error as Error).message;
  }
  // Another process may have funded it meanwhile: friendbot refuses an account that exists.
  if (await findAccount(network, address)) return { created: false };
  throw new SorobanClientError('soroban/friendbot-failed', { url: friendbotUrl, address, reason });
}
