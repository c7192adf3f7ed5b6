import { existsSync, writeFileSync } from 'node:fs';
import { createCertificate } from '@istsi/bitcoin-custody';
import type { Command } from '../context.ts';
import { CliError, problemOf } from '../errors.ts';
import { relativePath } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi signer certificate`: the key and the certificate of one side of the connection between coordinator and signer. */
export function signerCertificate(name: string, options: { host?: string[]; days: number }): Command {
  return (context) => {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
      throw new CliError('cli/bad-argument', {
        argument: name,
        problem: 'a name has up to 64 letters, digits, ".", "_" and "-"',
      });
    }
    const made = createCertificate({ name, hosts: options.host ?? [], validDays: options.days });
    const files = { key: `${name}.key`, certificate: `${name}.crt` };
    for (const file of Object.values(files)) {
      if (existsSync(file)) throw new CliError('cli/bad-argument', { argument: file, problem: 'it is there already' });
    }
    writeNew(files.key, made.key, 0o600);
    writeNew(files.certificate, made.certificate, 0o644);
    const until = new Date(Date.now() + options.days * 86_400_000).toISOString().slice(0, 10);
    const lines = [
      factLine(context.colours, 'key', `${relativePath(files.key)} (keep it here)`),
      factLine(context.colours, 'certificate', `${relativePath(files.certificate)} (give it to the other side)`),
      factLine(context.colours, 'valid until', until),
    ];
    context.print(lines.join('\n'), { step: 'signer-certificate', ...files, valid_until: until });
    return Promise.resolve(0);
  };
}

/** Never over something else: the other side may know the one that is there. */
function writeNew(file: string, text: string, mode: number): void {
  try {
    writeFileSync(file, text, { mode, flag: 'wx' });
  } catch (error) {
    throw new CliError('cli/bad-argument', { argument: file, problem: problemOf(error) }, { cause: error });
  }
}
