import { createHash } from 'node:crypto';
import type { Keypair } from '@stellar/stellar-sdk';
import { signEd25519, verifyEd25519 } from './ed25519.ts';

/** A text that somebody signed for one purpose. */
export interface SignedStatement {
  /** To the letter as it was signed. */
  statement: string;
  /** ed25519, base64. */
  signature: string;
}

/** What is signed: no statement of one purpose is one of another, and none is a transaction. */
export function statementDigest(purpose: string, statement: string): Buffer {
  return createHash('sha256').update(`istsi statement: ${purpose}\n`).update(statement).digest();
}

export function signStatement(key: Keypair, purpose: string, statement: string): SignedStatement {
  const signature = Buffer.from(signEd25519(key, statementDigest(purpose, statement))).toString('base64');
  return { statement, signature };
}

/** Whether the key of this address signed it, for this purpose. */
export function isSignedStatement(
  { statement, signature }: SignedStatement,
  { address, purpose }: { address: string; purpose: string },
): boolean {
  const bytes = Buffer.from(signature, 'base64');
  return verifyEd25519(address, statementDigest(purpose, statement), bytes);
}
