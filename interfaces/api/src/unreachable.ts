import type { AskedPart } from '@istsi/integration';

/**
 * Codes of our clients of both chains, of the system's sockets, and of PostgreSQL: class 08, 53 (no memory, no disk, no
 * connection left), 57P (a server that stops or starts), 58 (its own machine fails it), and what only a standby says.
 */
const codes: readonly (readonly [RegExp, AskedPart])[] = [
  [/^soroban\/(rpc-[a-z-]+|wrong-network|views-differ|other-release|friendbot-failed)$/, 'stellar'],
  [/^bitcoin\//, 'bitcoin'],
  [/^E(CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|TIMEDOUT|PIPE)$|^ENOTFOUND$|^EAI_AGAIN$/, 'database'],
  [/^(08...|53...|57P0.|58...|25006)$/, 'database'],
];

/** What the driver of PostgreSQL says, without a code, of connections that end under a question. */
const LOST_CONNECTION = /^(Connection terminated|Client has encountered a connection error)/;

/** Whose failure it is that something could not be asked; undefined for any other one. */
export function unreachableSource(error: Error): AskedPart | undefined {
  const code = 'code' in error ? String(error.code) : '';
  const source = codes.find(([pattern]) => pattern.test(code))?.[1];
  return source ?? (LOST_CONNECTION.test(error.message) ? 'database' : undefined);
}
