import {
  type AddressesFile,
  FILES,
  type HistoryFile,
  type OutputsFile,
  type PublishedFile,
  type TransactionsFile,
} from './published-files.ts';
import { currencyToml } from './sep1.ts';
import { canonicalText, type Statement } from './statement.ts';

export interface PublishedProof {
  statement: Statement;
  outputs: OutputsFile;
  history: HistoryFile;
  transactions: TransactionsFile;
  addresses: AddressesFile;
}

export const textsOf = (proof: PublishedProof): Record<PublishedFile, string> => ({
  [FILES.statement]: canonicalText(proof.statement),
  [FILES.outputs]: canonicalText(proof.outputs),
  [FILES.history]: canonicalText(proof.history),
  [FILES.transactions]: canonicalText(proof.transactions),
  [FILES.addresses]: canonicalText(proof.addresses),
  [FILES.toml]: currencyToml(proof.statement, proof.addresses),
});
