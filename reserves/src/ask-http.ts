const TIMEOUT_MS = 20_000;
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;

/** A node that gave no answer, or none that can be read: nothing follows from it for the proof. */
export class NodeSilent extends Error {}

/** The body of a 200, undefined for a 404. One that is busy, or asks for less (429), is asked again a little later. */
export async function askHttp(url: string, init: RequestInit = {}): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    const answered = await once(url, init);
    if (answered === 'again' && attempt < ATTEMPTS) {
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
      continue;
    }
    if (answered === 'again') throw new NodeSilent(`${url}: it is busy`);
    return answered.text;
  }
}

async function once(url: string, init: RequestInit): Promise<'again' | { text: string | undefined }> {
  try {
    const response = await fetch(url, {
      ...{
        redirect: 'error',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      ...init,
    });
    const { status } = response;
    if (status === 429 || status >= 500) return 'again';
    if (status !== 200 && status !== 404) throw new NodeSilent(`${url}: HTTP ${status}`);
    const text = await response.text();
    return { text: status === 200 ? text : undefined };
  } catch (error) {
    if (error instanceof NodeSilent) throw error;
    throw new NodeSilent(`${url}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

export function readJson(url: string, text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new NodeSilent(`${url}: what it answers is no JSON`);
  }
}
