import { inWords, systemProblem } from './system-errors.ts';

/** What each failure of the command says: what happened, to what, and what to do about it. */
const messages = {
  'cli/bad-configuration': (c: { problems: string }) => `The configuration is not valid: ${c.problems}.`,
  'cli/not-on-mainnet': (c: { refusals: string[] }) =>
    `Bitcoin or Stellar is the public network, where value is real. Nothing was started, because of\n${c.refusals
      .map((line) => `  ${line}`)
      .join('\n')}\nSee docs/configuration.md.`,
  'cli/bad-argument': (c: { argument: string; problem: string }) => `${c.argument}: ${c.problem}.`,
  'cli/bad-state-file': (c: { path: string; problems: string; cure: string }) =>
    `${c.path} cannot be used: ${c.problems}. ${c.cure}.`,
  'cli/not-written': (c: { path: string; problem: string }) => `${c.path} cannot be written: ${c.problem}.`,
  'cli/no-directory': (c: { path: string; problem: string }) =>
    `The directory ${c.path} cannot be made: ${c.problem}. Make room for it, or choose another --data-dir.`,
  'cli/other-system': (c: { path: string; setting: string; wanted: string; found: string }) =>
    `${c.path} is of another system, or of another time: by it the ${c.setting} is ${c.wanted}, and here it is ${c.found}. ` +
    'Nothing was created or changed. Restore the files of this directory that belong together, or use another --data-dir.',
  'cli/state-incomplete': (c: { path: string; problem: string; cure: string }) =>
    `${c.path} ${c.problem}. Nothing was created or changed. ${c.cure}.`,
  'cli/two-governance-keys': (c: { path: string; keys: string }) =>
    `${c.path} holds another Super Admin's key than ${c.keys}, which is from before governance had a file of its own. ` +
    'Nothing was changed. Move the one that is not of this system to another place.',
  'cli/no-governance-key': (c: { path: string }) =>
    `There is no Super Admin's key: no file ${c.path}, no --key, no ISTSI_GOVERNANCE_SECRET. Nothing was sent. ` +
    'Name the file that holds it, where it is kept.',
  'cli/data-directory-unusable': (c: { path: string; problem: string }) =>
    `The data directory ${c.path} cannot be used: ${c.problem}. Choose another one with --data-dir.`,
  'cli/already-running': (c: { pid: number; dataDirectory: string; apiUrl: string | undefined }) =>
    `iSTSi is already running on ${c.dataDirectory} as process ${c.pid}${c.apiUrl ? `, its API is at ${c.apiUrl}` : ', and still starting'}. Stop it with Ctrl-C there, or use another --data-dir.`,
  'cli/not-running': (c: { dataDirectory: string }) =>
    `iSTSi is not running on ${c.dataDirectory}. Start it with \`istsi up\`.`,
  'cli/backup-exists': (c: { path: string; isIncomplete: boolean }) =>
    c.isIncomplete
      ? `${c.path} is what an interrupted backup left, and no backup. Nothing was written. Remove it, and run this again.`
      : `${c.path} is there already, and nothing is written over it. Name a directory that is not.`,
  'cli/backup-unusable': (c: { path: string; problem: string }) =>
    `${c.path} cannot be used as a backup: ${c.problem}. Nothing was changed. Use another copy of it.`,
  'cli/backup-of-another': (c: { path: string; router: string; ofBackup: string }) =>
    `The backup is of another deployment: of the router ${c.ofBackup}, and ${c.path} names ${c.router}. Nothing was changed. ` +
    'Use a backup of this system, or another --data-dir.',
  'cli/restore-over': (c: { path: string }) =>
    `${c.path} is not empty, and nothing is restored over what is there. Nothing was changed. Move it away, or name another --data-dir.`,
  'cli/restore-incomplete': (c: { path: string }) =>
    `${c.path} is what an interrupted restore left, and no system. Nothing was changed. Remove it, and run this again.`,
  'cli/restore-database': (c: { where: 'here' | 'elsewhere' }) =>
    (c.where === 'here'
      ? 'The database of this backup was one of its own directory, and the configuration names another one. '
      : 'The database of this backup was one that its configuration named: name an empty one with --config, at `database.url`. ') +
    'Nothing was changed.',
  'cli/no-passphrase': (c: { least: number; isShort: boolean }) =>
    `${c.isShort ? 'The passphrase is too short' : 'There is no passphrase'}: a backup holds keys. Nothing was done. ` +
    `Put one of ${c.least} characters or more into ISTSI_BACKUP_PASSPHRASE, or into a file for --passphrase-file.`,
  'cli/never-still': (c: { path: string; seconds: number }) =>
    `The files in ${c.path} never stood still for a moment in ${c.seconds} seconds, so there is none to back up. Try again, or stop the system first.`,
  'cli/still-starting': (c: { dataDirectory: string }) =>
    `iSTSi is just starting on ${c.dataDirectory}. Nothing was done. Wait until it runs, and try again.`,
  'cli/mixed-scopes': (c: { operator: string; compliance: string }) =>
    `${c.operator} is what operators may open, ${c.compliance} what compliance officers may, and a key made here is of one of them. ` +
    'Nothing was changed. Make one key for each.',
  'cli/port-taken': (c: { name: string; port: number; host: string }) =>
    `Port ${c.port} on ${c.host}, asked for by ${c.name}, is taken by another program. Choose another port.`,
  'cli/child-failed': (c: { name: string; reason: string; log: string }) =>
    `${c.name} did not start: ${c.reason} The whole log is in ${c.log}.`,
  'cli/orphan-stuck': (c: { name: string; pid: number }) =>
    `Process ${c.pid} (${c.name}), left over from an earlier run, does not stop. End it and try again.`,
  'cli/build-failed': (c: { output: string }) =>
    `The contracts did not build. Run \`npm run build\` to see everything. Its last words:\n${c.output}`,
  'cli/contracts-changed': (c: { contract: string; onChain: string; wanted: string }) =>
    `Where ${c.contract} was deployed runs another contract altogether: ${c.onChain.slice(0, 8)}…, which is no release of it (${c.wanted.slice(0, 8)}… is today's). ` +
    'Nothing was changed. Restore the files of this directory that belong together, or start over with another --data-dir.',
  'cli/api-refused': (c: { status: number; code?: string | undefined; title: string; detail: string }) =>
    `The API refused (${c.status} ${c.title}): ${c.detail}`,
  'cli/api-unreachable': (c: { url: string; problem: string }) =>
    `The API at ${c.url} does not answer (${c.problem}). See \`istsi status\`, or start it with \`istsi up\`.`,
  'cli/api-garbled': (c: { problem: string }) =>
    `What answers there is not the API, or not all of its answer arrived (${c.problem}). See \`istsi status\`.`,
  'cli/faucet-short': (c: { heldBtc: string; neededBtc: string }) =>
    `The regtest faucet holds ${c.heldBtc} BTC, less than ${c.neededBtc}. Send less; its blocks bring ever less, as on Bitcoin itself.`,
  'cli/no-wallets': (_: object) =>
    'The Bitcoin node runs without wallets (-disablewallet), and the faucet needs one: start it with wallets on.',
  'cli/paid-without-output': (c: { txid: string }) =>
    `${c.txid} was sent and is not to be sent again, but none of its outputs is the one asked for. Look at it with getrawtransaction.`,
  'cli/not-regtest': (c: { command: string; network: string }) =>
    `\`${c.command}\` makes its own blocks, so it needs a regtest node, and this one is on ${c.network}.`,
  'cli/deposit-refused': (c: { outpoint: string; reason: string }) =>
    `The deposit ${c.outpoint} was refused: ${c.reason}`,
  'cli/other-transaction': (c: { found: string; expected: string }) =>
    `The API prepared another transaction than was asked for, so it was not signed. It calls: ${c.found}. Expected: ${c.expected}.`,
  'cli/wrong-challenge': (c: { problem: string }) =>
    `What the API wants signed to sign in is no right challenge (${c.problem}), so it was not signed.`,
  'cli/transfer-open': (c: { transaction: string; problem: string }) =>
    `Whether the transfer happened is not known: it was signed and sent as ${c.transaction}, and then ${c.problem}. ` +
    'Do not send it again before the balances show that it did not happen.',
  'cli/exchange-refused': (c: { reason: string }) => `Nothing was exchanged: ${c.reason}`,
  'cli/exchange-open': (c: { transaction: string; problem: string }) =>
    `Whether the exchange happened is not known: it was signed and sent as ${c.transaction}, and then ${c.problem}. ` +
    'Do not exchange again before `istsi exchange list` and the balances show that it did not happen.',
  'cli/transfer-refused': (c: { to: string; reason: string }) => `The transfer to ${c.to} was refused: ${c.reason}.`,
  'cli/withdrawal-refunded': (c: { id: string; reason: string }) => `The withdrawal ${c.id} was not paid: ${c.reason}.`,
  'cli/users-wait': (_: object) =>
    'The services hold no compliance officer’s key here, so that the demo’s new users wait for an officer’s signature. ' +
    'Let it start a system of its own: `istsi demo --data-dir` with a new directory.',
  'cli/no-proof': (c: { reason: string }) => `No proof of the reserves was made: ${c.reason}.`,
  'cli/proof-refuted': (c: { id: string; reason: string }) =>
    `The proof ${c.id} does not hold: ${c.reason}. \`istsi reserves verify\` says everything.`,
  'cli/timed-out': (c: { what: string; seconds: number; hint: string }) =>
    `${c.what} was not seen within ${c.seconds} s. ${c.hint}`,
  'cli/withdrawal-open': (c: { id: string; problem: string }) =>
    `Whether the withdrawal ${c.id} happened is not known: it was signed and sent, and then ${c.problem}. ` +
    `Do not withdraw again before \`istsi withdrawals ${c.id}\` and the balance show that it did not happen.`,
  'cli/signing-refused': (c: { code: string; reason: string }) => `Not signed (${c.code}): ${c.reason}`,
  'cli/interrupted': (_: { by: string }) => 'Interrupted.',
} as const;

export type CliErrorCode = keyof typeof messages;
export type CliErrorContext<C extends CliErrorCode> = Parameters<(typeof messages)[C]>[0];

export class CliError<C extends CliErrorCode = CliErrorCode> extends Error {
  readonly code: C;
  readonly context: CliErrorContext<C>;

  constructor(code: C, context: CliErrorContext<C>, options?: ErrorOptions) {
    super((messages[code] as (context: CliErrorContext<C>) => string)(context), options);
    this.name = 'CliError';
    this.code = code;
    this.context = context;
  }
}

export function isCliError<C extends CliErrorCode>(error: unknown, code: C): error is CliError<C> {
  return error instanceof CliError && error.code === code;
}

/** The message of whatever was thrown, in words that say what to do where the system's own do not. */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describeError(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE') return `Port ${port} on ${address} is taken by another program. Choose another port.`;
  if (code === 'ECONNREFUSED') {
    return `Nothing listens at ${address}:${port}. Check that it runs, and that its address is right.`;
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `There is no host ${(error as { hostname?: string }).hostname ?? 'of that name'}. Check the address.`;
  }
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${address}. Choose one that it has.`;
  if (code === 'EACCES' && port !== undefined) return `Port ${port} needs more rights. Choose one above 1023.`;
  const problem = systemProblem(error);
  if (problem !== undefined) {
    const { path } = error as NodeJS.ErrnoException;
    return path === undefined ? `${capitalized(problem)}.` : `${path}: ${problem}.`;
  }
  // What `fetch` throws says nothing; its cause does.
  if (error.message === 'fetch failed' && error.cause) return describeError(error.cause);
  return inWords(error.message) || error.name;
}

/** What stands behind a path that is named already: the system's own problem in words, or what was thrown. */
export const problemOf = (error: unknown): string => systemProblem(error) ?? describeError(error);

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
