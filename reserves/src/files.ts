/** What runs in a browser as it is: a proof's files and accounts, verified without a node, and without Node. */
export { type AccountCheck, type InclusionFile, verifyAccount } from './account-proof.ts';
export { type Books, type BooksChange, type BooksReplay, replayHistory, sortedOutputs } from './books-history.ts';
export { FILES, type ListedOutput, type PublishedFile, publishedFiles } from './published-files.ts';
export type { Mismatch, ReadFile } from './read-published.ts';
export { differingFacts, Statement, statementMessage } from './statement.ts';
export { backingOf } from './verify-files.ts';
export { type PublishedVerification, verifyPublished } from './verify-published.ts';
export type { SignatureFacts, VerifyParts } from './verify-signatures.ts';
