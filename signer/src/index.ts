export type { AttestationAnswer, AttestationRequest, Attestor } from './attestor.ts';
export { AttestationError } from './errors.ts';
export {
  formatSigningFile,
  parseSigningFile,
  reviewFile,
  type SigningFile,
  type SpendReview,
  signReviewed,
} from './offline-signing.ts';
export { createPolicyLog, openPolicyLog } from './policy/policy-log.ts';
export type { RefusalCode } from './refusals.ts';
export { type RestorePolicyOptions, restorePolicyLog } from './restore-policy.ts';
export type { SignerServer } from './signer-server.ts';
export { defaultSigningPolicy, type SigningPolicy } from './signing-policy.ts';
export {
  attestorAddress,
  openSignerWorld,
  ownAccount,
  type StartSignerOptions,
  startSignerServer,
} from './start-signer.ts';
export { createTransactionSigner } from './transaction-signer.ts';
