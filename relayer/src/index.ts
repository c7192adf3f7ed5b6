export { type BeginAttestorOptions, beginAttestor } from './begin-attestor.ts';
export { type BeginRelayOptions, type BegunRelay, beginRelay } from './begin-relay.ts';
export {
  type BookedByProof,
  completeByProof,
  type WriteOffByProofOptions,
  writeOffByProof,
} from './books-by-proof.ts';
export { RelayerError } from './errors.ts';
export { type ByProofOptions, type MintByProofOptions, type MintedByProof, mintByProof } from './mint-by-proof.ts';
export type { Attention, Concern, Standing } from './standing.ts';
export {
  openRelaying,
  type Relayer,
  type RelayerOptions,
  type Relaying,
  type StartRelayerOptions,
  startRelayer,
} from './start-relayer.ts';
