/**
 * Whether the database is out of reach, or busy, rather than refusing what it was given. PostgreSQL's own errors carry a
 * five-character SQLSTATE, of which classes 22 and 23 are about the data; a lost connection, and one that is not made in time,
 * carries a system call, or only says so.
 */
export function isDatabaseTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (/^[0-9A-Z]{5}$/.test(code)) return !/^2[23]/.test(code);
  return 'syscall' in error || /connection|timeout expired|read timeout/i.test(error.message);
}
