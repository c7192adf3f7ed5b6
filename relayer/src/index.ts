export { type BeginRelayOptions, type BegunRelay, beginRelay } from './begin-relay.ts';
export { RelayerError } from './errors.ts';
export { type MintByProofOptions, type MintedByProof, mintByProof } from './mint-by-proof.ts';
export type { Attention, Concern, Standing } from './standing.ts';
export {
  openRelaying,
  type Relayer,
  type RelayerOptions,
  type Relaying,
  type StartRelayerOptions,
  startRelayer,
} from './start-relayer.ts';
