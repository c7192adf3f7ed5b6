import { Transaction, TransactionBuilder } from '@stellar/stellar-sdk/base';

/**
 * Why a sign-in challenge (SEP-10) is to be signed by nobody; undefined for a right one. A number of sequence that no
 * account ever has is what keeps it from ever happening, and data is all that it may hold: anything else would be an act.
 * The first of it names the site that is signed in to: one that was fetched elsewhere would let its bearer in there.
 */
export function challengeProblem(
  envelope: string,
  networkPassphrase: string,
  { account, domain }: { account: string; domain: string },
): string | undefined {
  let transaction: ReturnType<typeof TransactionBuilder.fromXdr>;
  try {
    transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  } catch {
    return 'it is no transaction';
  }
  if (!(transaction instanceof Transaction)) return 'it is a fee bump, which could happen';
  if (transaction.sequence !== '0') return `its sequence number is ${transaction.sequence}: it could happen`;
  if (transaction.source === account) return 'it is of your own account';
  const [first] = transaction.operations;
  const other = transaction.operations.find(({ type }) => type !== 'manageData');
  if (other) return `it holds an operation ${other.type}`;
  if (first?.type !== 'manageData' || first.source !== account) return 'it is for another account';
  return first.name === `${domain} auth` ? undefined : `it signs in elsewhere: ${first.name}`;
}
