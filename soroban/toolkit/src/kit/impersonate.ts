import type { Network } from '@istsi/soroban-client';
import type { Direct } from '@istsi/soroban-sandbox';
import { Address, Keypair, xdr } from '@stellar/stellar-sdk';

/** As much as any threshold can ask for. */
const ALL = 255;

/**
 * Gives an account, whose key is somebody else's, another signer that may do everything: the network then asks nothing more
 * of this key than of the account's own. Answers the key.
 */
export async function addSigner({ server }: Network, direct: Direct, address: string): Promise<Keypair> {
  const key = Keypair.random();
  const account = await server.getAccountEntry(address);
  const signer = new xdr.Signer({ key: xdr.SignerKey.signerKeyTypeEd25519(key.rawPublicKey()), weight: ALL });
  const signers = [...account.signers, signer].sort((a, b) => Buffer.compare(a.key.toXdr(), b.key.toXdr()));
  const entry = new xdr.AccountEntry({ ...account, numSubEntries: account.numSubEntries + 1, signers });
  await direct.write(xdr.LedgerEntryData.account(entry));
  return key;
}

/** A value in a contract's storage. */
export interface StoredValue {
  key: xdr.ScVal;
  value: xdr.ScVal;
  kind: 'persistent' | 'temporary';
}

/** Puts a value into a contract's storage that the contract did not put there. */
export async function setEntry(
  direct: Direct,
  address: string,
  { key, value, kind }: StoredValue,
  liveUntil: number,
): Promise<void> {
  const entry = new xdr.ContractDataEntry({
    ext: xdr.ExtensionPoint.v0(),
    contract: Address.fromString(address).toScAddress(),
    key,
    durability: xdr.ContractDataDurability[kind],
    val: value,
  });
  await direct.write(xdr.LedgerEntryData.contractData(entry), liveUntil);
}
