import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { CliError } from '../errors.ts';
import { readNamedFile } from './named-file.ts';

/** The text of a file that `argument` names. A secret in place of a file name is refused: it would be on the command line. */
export function readSecretFile(argument: string, file: string): string {
  if (/^S[A-Z2-7]{55}$/.test(file)) {
    const problem =
      'a secret on the command line can be read by every user of this machine; put it into a file, and name that';
    throw new CliError('cli/bad-argument', { argument, problem });
  }
  return readNamedFile(file, `${argument} ${file}`);
}

/** The Stellar secret key that the text is, and nothing else. */
export function keyOf(text: string, source: string): Keypair {
  const secret = text.trim();
  if (StrKey.isValidEd25519SecretSeed(secret)) return Keypair.fromSecret(secret);
  throw new CliError('cli/bad-argument', {
    argument: source,
    problem: 'expected a Stellar secret key (S…), and nothing else',
  });
}
