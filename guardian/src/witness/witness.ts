import {
  cosign,
  formatKey,
  judgeAddCheckpoint,
  keyOf,
  type NoteKey,
  type NoteSigner,
  parseAddCheckpoint,
  parseCheckpoint,
  parseKey,
  type WitnessVerdict,
  withCosignature,
  witnessedPath,
} from '@istsi/audit-log';
import { describeError, type Log, type OpenRequest, type TextReply } from '@istsi/bitcoin-custody';
import { type Keypair, StrKey } from '@stellar/stellar-sdk';
import { GuardianError } from '../errors.ts';
import type { Memory } from '../memory/memory.ts';
import { openWitnessFile, type WitnessFile } from './witness-file.ts';

export interface WitnessSettings {
  /** Its own, and of no other use: two cosigners never share one. */
  key: Keypair;
  /** The log's verifier key; or the address (G…) of its key, where the first log of this system that it signs is meant. */
  log: string;
}

export interface WitnessFacts {
  /** C2SP verifier key. */
  key: string;
  /** Of the log; null before the first checkpoint. */
  origin: string | null;
  /** Entries of the tree that was cosigned last. */
  size: number;
  /** That the log's key signed what cannot both be true, or why nothing is cosigned. */
  problem: string | null;
}

export interface Witness {
  answer(request: OpenRequest): Promise<TextReply | undefined>;
  facts(): WitnessFacts;
}

export interface WitnessWorld {
  memory: Memory;
  memoryFile: string;
  router: string;
  now: () => number;
  log: Log;
}

/** What is named where a log is told of its witness: the verifier key of its cosignatures. */
export const witnessKeyOf = (key: Keypair): string => formatKey(keyOf(signerOf(key)), 'cosignature');

const signerOf = (key: Keypair): NoteSigner => ({
  ...{ name: `istsi/witness/${key.publicKey()}`, seed: new Uint8Array(key.rawSecretKey()) },
});

const PREFIX = '/witness/';
/** 63 hashes, and a checkpoint that others may have cosigned before. */
const MOST_BYTES = 65_536;

/**
 * C2SP tlog-witness, for the audit log of one system: it cosigns each tree that continues the last one it saw, and nothing
 * else, ever. Which log that is it is told, or learns once: another origin or key in its place is refused from then on.
 */
export function createWitness(settings: WitnessSettings, world: WitnessWorld): Witness {
  const { memory, router, now, log } = world;
  const signer = signerOf(settings.key);
  const key = keyOf(signer);
  let pinned = pinnedLog(settings.log, memory);
  let file: WitnessFile | undefined;
  let problem: string | undefined;
  if (pinned) openFile(pinned);

  function openFile(of: NoteKey): WitnessFile | undefined {
    if (file?.log === formatKey(of)) return file;
    try {
      file = openWitnessFile(world.memoryFile, {
        log: of,
        witness: key,
        isKnown: memory.state().witnessing === formatKey(of),
      });
      return file;
    } catch (error) {
      problem = describeError(error);
      log('error', `nothing is cosigned: ${problem}`);
      return undefined;
    }
  }

  /** Of the log that is meant; of any other, nothing is known. */
  function keyOfLog(origin: string): NoteKey | undefined {
    if (pinned) return pinned.name === origin ? pinned : undefined;
    const isOfThisSystem = origin.startsWith(`istsi/audit/${router}/`);
    return isOfThisSystem ? { name: origin, publicKey: StrKey.decodeEd25519PublicKey(settings.log) } : undefined;
  }

  /** Nothing in here waits for anything: between looking at the last tree and writing the next nobody else is heard. */
  function addCheckpoint(body: string): TextReply {
    const request = parseAddCheckpoint(body);
    const read = request && parseCheckpoint(request.checkpoint);
    if (!request || !read) return refused(400, 'it is no request of tlog-witness');
    const logKey = keyOfLog(read.origin);
    const known = logKey && openFile(logKey);
    if (logKey && !known) return refused(503, problem ?? 'what was cosigned last cannot be read');
    const verdict = judgeAddCheckpoint(request, logKey, known?.last()?.checkpoint);
    if (verdict.status !== 200 || !logKey || !known) return refuse(verdict, request.checkpoint);
    const line = cosign(request.checkpoint, signer, new Date(now()));
    known.write(withCosignature(request.checkpoint, logKey, line));
    pin(logKey);
    return { status: 200, type: TEXT, text: line };
  }

  function pin(to: NoteKey): void {
    pinned = to;
    const named = formatKey(to);
    if (memory.state().witnessing !== named) memory.remember({ kind: 'witnessing', log: named });
  }

  function refuse(verdict: WitnessVerdict, note: string): TextReply {
    if (verdict.status === 200) return refused(404, 'it is no log that this is a witness of');
    if (verdict.status === 409) return { status: 409, type: 'text/x.tlog.size', text: `${verdict.size}\n` };
    const { reason } = verdict;
    log('warn', `not cosigned: ${reason}`, { origin: parseCheckpoint(note)?.origin });
    const last = file?.last();
    if (verdict.status === 422 && verdict.isFork && last && file && fork() === undefined) {
      memory.remember({ kind: 'forked', log: file.log, why: reason, notes: [last.note, note] });
      log('error', reason);
    }
    return refused(verdict.status, reason);
  }

  const fork = (): string | undefined => {
    const named = pinned && formatKey(pinned);
    return memory.state().forks.find((one) => one.log === named)?.why;
  };

  function lastCheckpoint(path: string): TextReply {
    const last = file?.last();
    if (!last || path !== witnessedPath(last.checkpoint.origin))
      return refused(404, 'nothing of that log was cosigned');
    return { status: 200, type: TEXT, text: last.note };
  }

  return {
    async answer({ method, path, body }) {
      if (!path.startsWith(PREFIX)) return undefined;
      const rest = path.slice(PREFIX.length);
      if (method === 'GET') return lastCheckpoint(rest);
      if (method !== 'POST' || rest !== 'add-checkpoint') return undefined;
      const text = await body(MOST_BYTES);
      return text === undefined ? refused(413, `at most ${MOST_BYTES} bytes are read`) : addCheckpoint(text);
    },
    facts: () => ({
      ...{ key: formatKey(key, 'cosignature'), origin: pinned?.name ?? null },
      ...{ size: file?.last()?.checkpoint.size ?? 0, problem: fork() ?? problem ?? null },
    }),
  };
}

const TEXT = 'text/plain; charset=utf-8';

const refused = (status: number, reason: string): TextReply => ({ status, type: TEXT, text: `${reason}\n` });

/** As the configuration names it, or as it was learnt. */
function pinnedLog(named: string, memory: Memory): NoteKey | undefined {
  const given = parseKey(named);
  if (given) return given;
  if (!StrKey.isValidEd25519PublicKey(named)) throw new GuardianError('guardian/no-log-key', { named });
  const { witnessing } = memory.state();
  const learnt = witnessing === undefined ? undefined : parseKey(witnessing);
  const isSameKey = learnt && Buffer.from(learnt.publicKey).equals(StrKey.decodeEd25519PublicKey(named));
  return isSameKey ? learnt : undefined;
}
