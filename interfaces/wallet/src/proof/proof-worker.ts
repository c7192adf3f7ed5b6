import '@istsi/ui/without-eval';
import { verifyPublished } from '@istsi/reserves/files';
import type { Checked, Question } from './checked.ts';

/** Reads the published files and recomputes them, away from the page: it stays quick meanwhile. */
addEventListener('message', ({ data }: MessageEvent<Question>) => void check(data));

async function check({ id }: Question): Promise<void> {
  const started = performance.now();
  const read = async (name: string): Promise<string> => {
    const response = await fetch(`/v1/reserves/proofs/${id}/${name}`);
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return await response.text();
  };
  let checked: Checked;
  try {
    const { mismatches, statement, signatures } = await verifyPublished(read);
    checked = {
      ...{ mismatches, statement, tookMs: performance.now() - started },
      quorums: [...(signatures?.quorums ?? [])],
    };
  } catch (error) {
    checked = { failure: error instanceof Error ? error.message : String(error) };
  }
  postMessage(checked);
}
