import { RpcError } from '../json-rpc.ts';
import { ledgerRange, type Network } from '../network.ts';
import { checkFormat, type Params, requiredText } from '../params.ts';
import { transactionDetails } from './transaction-details.ts';

/** A transaction by its hash; the hash inside a fee bump finds the fee bump. */
export function getTransaction(params: Params, network: Network) {
  checkFormat(params);
  const hash = requiredText(params, 'hash');
  if (hash.length !== 64) throw new RpcError('invalidParams', `unexpected hash length (${hash.length})`);
  if (!/^[0-9a-f]+$/i.test(hash)) throw new RpcError('invalidParams', 'incorrect hash: it must be hexadecimal');
  const found = network.chain.history.transaction(hash.toLowerCase());
  const { oldest, latest } = ledgerRange(network);
  const range = {
    latestLedger: latest.sequence,
    latestLedgerCloseTime: latest.closeTime.toString(),
    oldestLedger: oldest.sequence,
    oldestLedgerCloseTime: oldest.closeTime.toString(),
  };
  if (found === undefined) {
    const nothing = { applicationOrder: 0, feeBump: false, ledger: 0, createdAt: '0', events: {} };
    return { ...range, status: 'NOT_FOUND', txHash: hash, ...nothing };
  }
  const details = transactionDetails(found);
  return { ...range, ...details, txHash: hash, createdAt: found.ledger.closeTime.toString() };
}
