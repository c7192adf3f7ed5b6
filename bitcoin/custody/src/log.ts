export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Record<string, string | number | boolean | bigint | null | undefined>;

/** What services say while they run. Passed in: nothing in this package writes to the terminal by itself. */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** One JSON object per line. */
export function createJsonLog(write: (line: string) => void, least: LogLevel = 'info', bound: LogFields = {}): Log {
  return (level, message, fields) => {
    if (order.indexOf(level) < order.indexOf(least)) return;
    const record = { time: new Date().toISOString(), level, message, ...bound, ...fields };
    write(`${JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? String(value) : value))}\n`);
  };
}

export const silentLog: Log = () => undefined;

/** For the log only: a person reads it, no code decides by it. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? `${String(error.code)}: ` : '';
  return `${code}${error.message}`;
}
