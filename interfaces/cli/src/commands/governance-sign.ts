import type { Manifest } from '@istsi/integration';
import { Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { governanceKey } from '../governance/governance-key.ts';
import type { GovernedOptions } from '../governance/governed-system.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { readManifest } from '../system/manifest-file.ts';
import { describeCall } from '../withdrawals/envelope.ts';

/**
 * `istsi governance sign AAAA…`: signs what the dashboard prepared, where the key is. It needs no network, and signs nothing but a
 * call of this system by the key's own account, or the challenge that signs it in.
 */
export function signEnvelope(envelope: string, options: GovernedOptions): Command {
  return async (context) => {
    const directory = dataDirectory(context.configuration.dataDirectory);
    const { network, manifest: file } = options;
    const manifest = readManifest(file ?? (network === undefined ? directory.manifest : directory.deployment(network)));
    const key = governanceKey(context, options.key);
    const transaction = parse(envelope, manifest.networkPassphrase);
    const what = describeSigned(transaction, key.publicKey(), manifest);
    transaction.sign(key);
    const signed = transaction.toXdr();
    context.print(`  ${context.colours.faint(`signs: ${what}`)}\n${signed}`, {
      step: 'signed',
      signs: what,
      envelope: signed,
    });
    return 0;
  };
}

function parse(envelope: string, networkPassphrase: string): Transaction {
  let transaction: unknown;
  try {
    transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  } catch {
    throw new CliError('cli/bad-argument', {
      argument: 'envelope',
      problem: 'it is not the base64 XDR of a transaction',
    });
  }
  if (transaction instanceof Transaction) return transaction;
  throw new CliError('cli/bad-argument', { argument: 'envelope', problem: 'it pays for another transaction' });
}

function describeSigned(transaction: Transaction, account: string, { contracts }: Manifest): string {
  const [first] = transaction.operations;
  // SEP-10: with the sequence number 0 no network can include it.
  const isChallenge = transaction.sequence === '0' && transaction.operations.every(({ type }) => type === 'manageData');
  if (isChallenge && first?.type === 'manageData' && first.source === account)
    return `a challenge: ${first.name}, which no network can include`;
  const call = describeCall(transaction);
  const [source, contract, ...entry] = call?.split(' ') ?? [];
  const known = Object.entries(contracts).find(([, { id }]) => id === contract);
  if (known && source === account) return `${known[0]} ${entry.join(' ')}`;
  const problem = `it is ${call ?? 'no call of a contract'}, and not a call of this system by ${account}; nothing was signed`;
  throw new CliError('cli/bad-argument', { argument: 'envelope', problem });
}
