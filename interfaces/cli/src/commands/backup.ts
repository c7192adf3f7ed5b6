import { openBackup } from '../backup/backup-manifest.ts';
import { readPassphrase } from '../backup/passphrase.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { writeBackup } from '../backup/write-backup.ts';
import type { Command } from '../context.ts';
import { formatCount, relativePath } from '../terminal/format.ts';

export interface BackupOptions {
  passphraseFile?: string;
}

/** `istsi backup <directory>`: all of a system, encrypted, whether it runs or not. */
export function backup(target: string, { passphraseFile, verify }: BackupOptions & { verify?: boolean }): Command {
  return async (context) => {
    const { configuration } = context;
    const passphrase = readPassphrase(configuration, passphraseFile);
    const manifest = verify
      ? (await openBackup(target, passphrase)).manifest
      : await writeBackup(configuration, target, passphrase);
    const { files, system, made_at: madeAt } = manifest;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const lines = [
      `  ${relativePath(target)} is a whole backup of ${madeAt.slice(0, 16).replace('T', ' ')} UTC: ${files.length} files, ${formatCount(bytes)} bytes.`,
      `  It is of the system with the router ${system.router}. Every file was read again and is what was written.`,
      '  Not in it: governance.json (keep a Super Admin’s key by itself) and logs. Without the passphrase nothing of it can be read.',
    ];
    const facts = { step: 'backup', path: target, made_at: madeAt, router: system.router, files: files.length, bytes };
    context.print(lines.join('\n'), facts);
    return 0;
  };
}

/** `istsi restore <backup>`: into a directory that is not there yet. */
export function restore(source: string, { passphraseFile }: BackupOptions): Command {
  return async (context) => {
    const { configuration } = context;
    const passphrase = readPassphrase(configuration, passphraseFile);
    const { manifest, rows, putAside } = await restoreBackup(configuration, source, passphrase);
    const { made_at: madeAt, files } = manifest;
    const lines = [
      `  ${relativePath(configuration.dataDirectory)} is what it was on ${madeAt.slice(0, 16).replace('T', ' ')} UTC: ${files.length} files, ${formatCount(rows)} rows.`,
      '  `istsi up` goes on from there, and learns from both chains what happened since; `istsi status` says when it has.',
      ...(putAside.length > 0
        ? [
            `  Put aside, because the ledger may know more than they do: ${putAside.join(', ')}.`,
            '  Where the signers’ own logs are not lost, copy those here. Else run for each `istsi signer restore --from-chain`.',
          ]
        : []),
      '  governance.json is not in a backup: put it back from where you keep it, or leave it there.',
    ];
    const facts = { step: 'restored', made_at: madeAt, files: files.length, rows, put_aside: putAside };
    context.print(lines.join('\n'), facts);
    return 0;
  };
}
