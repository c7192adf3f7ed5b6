import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { AttestationError } from './errors.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

/** What a signer has attested, once and for all. */
export type PolicyRecord = Deposited;

export interface Deposited {
  kind: 'deposit';
  outpoint: string;
  user: string;
  amountSats: bigint;
}

/** A signer's own memory: an output is attested for one user and one amount only, ever, whatever it is asked later. */
export interface PolicyLog {
  /** Durable when it returns nothing; a refusal when it contradicts what was signed before. */
  admit(record: PolicyRecord): AttestationRefusal | undefined;
  close(): void;
}

/**
 * An append-only file of JSON lines, each on disk before the signature it stands for leaves the process. A line that a
 * crash cut short stands for no signature and is dropped; any other damage stops the signer.
 */
export function openPolicyLog(file: string): PolicyLog {
  const isNew = !existsSync(file);
  const descriptor = openSync(file, 'a+', 0o600);
  if (isNew) syncDirectory(path.dirname(file));
  const attested = load(file, descriptor);
  let isOpen = true;

  return {
    admit({ kind, outpoint, user, amountSats }) {
      const known = attested.get(outpoint);
      if (known?.user === user && known.amountSats === amountSats) return undefined;
      if (known) {
        return refuse('attestation/conflict', 'this signer attested the output for another user or amount');
      }
      const line = { outpoint, user, amount_sats: String(amountSats), at: new Date().toISOString() };
      writeSync(descriptor, `${JSON.stringify(line)}\n`);
      fsyncSync(descriptor);
      attested.set(outpoint, { kind, outpoint, user, amountSats });
      return undefined;
    },
    close() {
      // A descriptor that is closed twice may be somebody else's the second time.
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

function load(file: string, descriptor: number): Map<string, Deposited> {
  const text = readFileSync(file, 'utf8');
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  if (complete.length < text.length) ftruncateSync(descriptor, Buffer.byteLength(complete));
  const attested = new Map<string, Deposited>();
  complete.split('\n').forEach((line, i) => {
    if (line === '') return;
    const entry = parseLine(line);
    if (!entry) throw new AttestationError('attestation/policy-damaged', { file, line: i + 1 });
    attested.set(entry.outpoint, entry);
  });
  return attested;
}

function parseLine(line: string): Deposited | undefined {
  try {
    const { outpoint, user, amount_sats } = JSON.parse(line) as Record<string, unknown>;
    if (typeof outpoint !== 'string' || typeof user !== 'string' || typeof amount_sats !== 'string') return undefined;
    return { kind: 'deposit', outpoint, user, amountSats: BigInt(amount_sats) };
  } catch {
    return undefined;
  }
}

function syncDirectory(dir: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(dir, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
