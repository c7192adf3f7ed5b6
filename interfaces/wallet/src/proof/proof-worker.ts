import '@istsi/ui/without-eval';
import { verifyPublished } from '@istsi/reserves/files';
import { checkAccount } from './check-account.ts';
import { checkEntries } from './check-entries.ts';
import type { BitcoinQuestion, Checked, NodeAnswer, Progress, Question, StellarQuestion } from './checked.ts';
import { verifyInParallel } from './verify-in-parallel.ts';

/** Reads the published files and recomputes them, away from the page: it stays quick meanwhile. */
addEventListener('message', ({ data }: MessageEvent<Question>) => void reply(data));

async function reply(question: Question): Promise<void> {
  if (question.kind === 'proof') postMessage(await check(question.id));
  else if (question.kind === 'entries') postMessage(checkEntries(question));
  else if (question.kind === 'stellar') postMessage(await heard(() => askStellarNode(question)));
  else if (question.kind === 'bitcoin') postMessage(await heard(() => askBitcoinNode(question)));
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
    const { mismatches, statement, history, outputs, signatures } = await verifyPublished(
      (name) => read(id, name),
      verifyInParallel,
    );
    const added = (history ?? []).filter(({ change }) => change === 'added');
    return {
      ...{ mismatches, statement, tookMs: performance.now() - started },
      added: new Map(added.map(({ txid, vout, amountSats }) => [`${txid}:${vout}`, amountSats])),
      outputs: outputs ?? [],
      quorums: [...(signatures?.quorums ?? [])],
    };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}

async function askStellarNode(question: StellarQuestion) {
  // With Stellar's SDK in it: for who asks.
  const { askStellar } = await import('@istsi/reserves/nodes');
  const { mismatches, word: facts } = await askStellar(question);
  return { mismatches, facts };
}

async function askBitcoinNode(question: BitcoinQuestion) {
  const { askEsplora } = await import('@istsi/reserves/nodes');
  const onProgress = (asked: number) => postMessage({ asked } satisfies Progress);
  return await askEsplora({ ...question, onProgress });
}

/** A node that does not answer says nothing against a proof, and nothing for it. */
async function heard<F>(
  asked: () => Promise<Omit<NodeAnswer<F> & { state: 'said' }, 'state'>>,
): Promise<NodeAnswer<F>> {
  try {
    return { state: 'said', ...(await asked()) };
  } catch (error) {
    return { state: 'silent', reason: reasonOf(error) };
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
