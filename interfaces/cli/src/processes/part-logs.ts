import { copyFileSync, openSync, readFileSync, renameSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** A part has a log of so much, and the one before. */
const LOG_LIMIT_BYTES = 10_000_000;
const LOOK_EVERY_MS = 60_000;

export function logPath(logsDirectory: string, name: string): string {
  return join(logsDirectory, `${name.replaceAll(' ', '-')}.log`);
}

/** A part runs without a log rather than not at all: on a full disk, or where something else stands in its place. */
export function openLog(path: string): number | 'ignore' {
  try {
    if (statSync(path).size > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
  } catch {
    // There is no log yet.
  }
  try {
    return openSync(path, 'a', 0o600);
  } catch {
    return 'ignore';
  }
}

/**
 * Begins a log anew while its part goes on writing: a part may run for years. The part holds the file itself, which it only appends to,
 * so that it is emptied and not replaced; what is written while it is copied, which takes milliseconds, may be missing.
 */
export function turnLog(path: string, mostBytes = LOG_LIMIT_BYTES): void {
  try {
    if (statSync(path).size <= mostBytes) return;
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
  } catch {
    // There is none, or no room for a copy: it is tried again.
  }
}

/** Keeps a log within its bounds until told to end. */
export function keepTurning(path: string): () => void {
  const timer = setInterval(() => turnLog(path), LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

export function lastLines(log: string): string {
  try {
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5);
    return lines.join('').trim() ? ` Its last words:\n${lines.map((line) => `    ${line}`).join('\n')}\n` : '';
  } catch {
    return '';
  }
}
