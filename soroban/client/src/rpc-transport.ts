import { SorobanClientError } from './errors.ts';
import { lackOf } from './rpc-answers.ts';

/** The server did not answer, or not with an answer of JSON-RPC: whether it did what it was asked to is not known. */
export class NoAnswer extends Error {}

const REQUEST_TIMEOUT_MS = 30_000;
/** A page of events or a ledger's metadata is a few megabytes. */
const MOST_BYTES = 64 * 1024 * 1024;

interface Asked {
  method: string;
  params?: unknown;
}

/** Posts one JSON-RPC request and answers its body as the SDK wants it, checked for everything that was asked for. */
export async function postRpc(url: string, body: unknown): Promise<{ data: unknown }> {
  const { method, params } = body as Asked;
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    status = response.status;
    text = await readText(response);
  } catch (cause) {
    throw new NoAnswer(deepestMessage(cause), { cause });
  }
  if (status < 200 || status > 299) throw new NoAnswer(`HTTP ${status}`);
  const answer = parse(text);
  const lack = lackOf(method, params, answer);
  if (lack !== undefined) throw new SorobanClientError('soroban/rpc-bad-answer', { url, method, lack });
  // Some servers say `"error": null` beside a result; the SDK would take that for an error.
  const { error, ...rest } = answer as { error?: unknown };
  return { data: error === null ? rest : answer };
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new Error(`the answer is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function deepestMessage(error: unknown): string {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return current instanceof Error ? current.message || current.name : String(current);
}
