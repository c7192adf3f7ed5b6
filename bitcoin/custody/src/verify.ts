/** What verification needs, and no more: nothing here is Node's, so that it runs in a browser too. */
export { deriveBulk } from './address/derive-bulk.ts';
export { scriptOfAddress } from './address/script-of-address.ts';
export type { Outpoint, TransactionOutput } from './block/transaction.ts';
export { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from './bytes.ts';
export { type Descriptor, formatDescriptor, parseDescriptor } from './descriptor/descriptor.ts';
export { CustodyError, isCustodyError } from './errors.ts';
export { type InclusionCheck, type InclusionProof, verifyInclusion } from './liabilities/inclusion.ts';
export { type Network, type NetworkName, networkNames, networks } from './networks.ts';
export type { ReserveCoin } from './proof/reserve-proof.ts';
export { type MessageCheck, verifyMessage } from './proof/verify-message.ts';
export {
  type InputCheck,
  judgeProof,
  type ProofPart,
  type ProofProblem,
  proofParts,
  type ReserveProofCheck,
  verifyProofPart,
  verifyReserveProof,
} from './proof/verify-proof.ts';
