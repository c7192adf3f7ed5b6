import '@istsi/ui/without-eval';
import { type ProofPart, verifyProofPart } from '@istsi/bitcoin-custody/verify';

/** Verifies the signatures of one transaction after another, as they are handed to it. */
addEventListener('message', ({ data }: MessageEvent<ProofPart>) => postMessage(verifyProofPart(data)));
