import { readFileSync } from 'node:fs';
import type { ServerTls } from '@istsi/bitcoin-custody';
import type { StartServicesOptions } from '@istsi/integration';
import { CliError, describeError } from '../errors.ts';
import { systemProblem } from '../system-errors.ts';

/** The files that a signer's configuration names. */
export function readServerTls(files: { key: string; certificate: string; clients: readonly string[] }): ServerTls {
  return { key: read(files.key), cert: read(files.certificate), clients: files.clients.map(read) };
}

type SignerTls = NonNullable<StartServicesOptions['signers'][number]['tls']>;

/** Likewise the coordinator's: the signer's certificate, and its own with its key. */
export function readSignerTls(files: { certificate: string; ownKey: string; ownCertificate: string }): SignerTls {
  const own = { key: read(files.ownKey), certificate: read(files.ownCertificate) };
  return { certificate: read(files.certificate), own };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const problem = systemProblem(error) ?? describeError(error);
    throw new CliError('cli/bad-argument', { argument: file, problem }, { cause: error });
  }
}
