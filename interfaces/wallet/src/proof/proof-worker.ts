import '@istsi/ui/without-eval';
import { verifyPublished } from '@istsi/reserves/files';
import { checkAccount } from './check-account.ts';
import { checkEntries } from './check-entries.ts';
import type { Checked, Question } from './checked.ts';

/** Reads the published files and recomputes them, away from the page: it stays quick meanwhile. */
addEventListener('message', ({ data }: MessageEvent<Question>) => void reply(data));

async function reply(question: Question): Promise<void> {
  if (question.kind === 'proof') postMessage(await check(question.id));
  else if (question.kind === 'entries') postMessage(checkEntries(question));
  else {
    try {
      postMessage(await checkAccount(question, readEarlier));
    } catch (error) {
      postMessage({ state: 'unread', reason: reasonOf(error) });
    }
  }
}

async function check(id: string): Promise<Checked> {
  const started = performance.now();
  try {
    const { mismatches, statement, history, signatures } = await verifyPublished((name) => read(id, name));
    const added = (history ?? []).filter(({ change }) => change === 'added');
    return {
      ...{ mismatches, statement, tookMs: performance.now() - started },
      added: new Map(added.map(({ txid, vout, amountSats }) => [`${txid}:${vout}`, amountSats])),
      quorums: [...(signatures?.quorums ?? [])],
    };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}

async function read(id: string, name: string): Promise<string> {
  const response = await fetch(`/v1/reserves/proofs/${id}/${name}`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return await response.text();
}

async function readEarlier(id: string): Promise<string | undefined> {
  const response = await fetch(`/v1/reserves/proofs/${id}/statement.json`);
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`statement.json: ${response.status}`);
  return await response.text();
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
