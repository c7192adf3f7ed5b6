import { Option, type Command as Program } from 'commander';
import type { AuditListOptions, ExportOptions } from '../commands/audit.ts';
import type { AuditVerifyOptions } from '../commands/audit-verify.ts';
import type { Command } from '../context.ts';
import { parseCount, parseIndex, parsePageSize } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

/** What was done, by whom, and that nobody has changed it since. */
export function addAuditCommands(program: Program, run: Run): void {
  const audit = program
    .command('audit')
    .description('what was done, by whom; newest first')
    .option('--actor <name>', 'of `system`, `api:operator`, `api:compliance`, a contract, or an address')
    .option('--action <name>', 'such as bitcoin_deposit.minted')
    .option('--correlation <id>', 'of this operation, or of this request')
    .option('--user <address>', 'about this Stellar address')
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .action(async (options: AuditListOptions) => {
      const { listAudit } = await import('../commands/audit.ts');
      await run(listAudit(options));
    });
  audit
    .command('verify')
    .argument('[directory or URL]', 'where the log is (default: that of the running system)')
    .option('--key <key>', 'verifier key of the log (default: the key of this data directory)')
    .option('--remember <file>', 'checkpoint of the last time, which the log must continue; kept there anew')
    .option(
      '--anchor <account>',
      'Stellar account that its checkpoints are written by (default: that of this data directory)',
    )
    .option('--stellar <url>', 'Stellar RPC to read them from (default: that of the running system)')
    .option(
      '--witness <keys...>',
      'verifier keys of witnesses that must have cosigned it (default: those of the running system)',
    )
    .option('--quorum <number>', 'so many of them (default: all)', parseCount)
    .option('--copy <directory>', 'archive to compare it with, entry by entry')
    .description('recompute the log; exit code 1 if anything was edited, deleted, inserted, reordered or cut off')
    .action(async (place: string | undefined, options: AuditVerifyOptions) => {
      const { auditVerify } = await import('../commands/audit-verify.ts');
      await run(auditVerify(place, options));
    });
  audit
    .command('archive')
    .argument('<directory>', 'where it is kept; what is there already is held against the log')
    .description('copy the log of the running system, and verify the copy')
    .action(async (directory: string) => {
      const { auditArchive } = await import('../commands/audit-verify.ts');
      await run(auditArchive(directory));
    });
  audit
    .command('proof')
    .argument('<operation>', 'id of a deposit’s or a withdrawal’s operation')
    .option('--output <file>', 'write it there')
    .description('that everything about an operation is in the log, as one text (C2SP tlog-proof)')
    .action(async (operation: string, options: { output?: string }) => {
      const { auditProof } = await import('../commands/audit.ts');
      await run(auditProof(operation, options));
    });
  audit
    .command('verify-proof')
    .argument('<file>', 'what `proof` gave')
    .option('--key <key>', 'verifier key of the log (default: the key of this data directory)')
    .option('--witness <keys...>', 'verifier keys of witnesses that must have cosigned its checkpoint')
    .option('--quorum <number>', 'so many of them (default: all)', parseCount)
    .description('check such a text, with nothing else')
    .action(async (file: string, options: Pick<AuditVerifyOptions, 'key' | 'witness' | 'quorum'>) => {
      const { verifyProofFile } = await import('../commands/audit-verify.ts');
      await run(verifyProofFile(file, options));
    });
  audit
    .command('export')
    .addOption(new Option('--format <format>', 'form of the output').choices(['csv', 'jsonl']).default('jsonl'))
    .option('--from <index>', 'first entry', parseIndex, 0)
    .option('--through <index>', 'last entry (default: the newest)', parseIndex)
    .option('--output <file>', 'write it there')
    .description('entries of a range, as CSV or JSON lines')
    .action(async (options: ExportOptions) => {
      const { exportAudit } = await import('../commands/audit.ts');
      await run(exportAudit(options));
    });
  audit
    .command('forget')
    .argument('<address>', 'Stellar or Bitcoin address')
    .description('forget whom the log’s commitments to this address are to; its proofs stay')
    .action(async (address: string) => {
      const { forgetPerson } = await import('../commands/audit.ts');
      await run(forgetPerson(address));
    });
}
