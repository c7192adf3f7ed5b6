import type { ServerTls } from '@istsi/bitcoin-custody';
import type { StartServicesOptions } from '@istsi/integration';
import { readNamedFile } from '../state/named-file.ts';

/** The files that a signer's configuration names. */
export function readServerTls(files: {
  key: string;
  certificate: string;
  clients: readonly string[];
}): ServerTls & { clients: readonly string[] } {
  return {
    key: readNamedFile(files.key),
    cert: readNamedFile(files.certificate),
    clients: files.clients.map((file) => readNamedFile(file)),
  };
}

type SignerTls = NonNullable<StartServicesOptions['signers'][number]['tls']>;

/** Likewise the coordinator's: the signer's certificate, and its own with its key. */
export function readSignerTls(files: { certificate: string; ownKey: string; ownCertificate: string }): SignerTls {
  const own = { key: readNamedFile(files.ownKey), certificate: readNamedFile(files.ownCertificate) };
  return { certificate: readNamedFile(files.certificate), own };
}
