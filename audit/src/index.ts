export { ANCHOR_NAME, type Anchor, decodeAnchor, encodeAnchor, isAnchorOf } from './anchor.ts';
export { type Checkpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
export { cosign, cosignatureOf, cosignedAt, missingWitnesses, type Quorum, withCosignature } from './cosignature.ts';
export { CSV_HEADER, csvLine, type PlacedEntry } from './csv.ts';
export { type Difference, differencesOf } from './differences.ts';
export { AuditEntry, Commitment, commitmentTo, decodeEntry, encodeEntry } from './entry.ts';
export {
  consistencyProof,
  EMPTY_ROOT,
  HashesMissingError,
  hashOfRange,
  inclusionProof,
  isConsistent,
  leafHash,
  nodeHash,
  type ReadHashes,
  rootIfThere,
  rootOf,
  rootOfInclusion,
} from './merkle.ts';
export {
  formatKey,
  isSignedWith,
  type KeyType,
  keyOf,
  type NoteKey,
  type NoteSigner,
  parseKey,
  parseNote,
  signNote,
} from './signed-note.ts';
export {
  decodeBundle,
  encodeBundle,
  parseTilePath,
  type ReadFile,
  TILE_WIDTH,
  type Tile,
  tileHashes,
  tilePath,
  tilesOf,
} from './tiles.ts';
export { formatProof, parseProof, splitProofs, verifyProof } from './tlog-proof.ts';
export { type Finding, type LogVerification, type VerifyLogOptions, verifyLog } from './verify-log.ts';
export {
  type AddCheckpoint,
  formatAddCheckpoint,
  judgeAddCheckpoint,
  parseAddCheckpoint,
  type WitnessVerdict,
  witnessedPath,
} from './witness.ts';
