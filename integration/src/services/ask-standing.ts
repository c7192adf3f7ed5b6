const TIMEOUT_MS = 2_000;

/**
 * What somebody on a machine of their own says of how they stand. They are believed by their signature, and not in how much
 * they send, nor in whom else to ask: it is read to its end only as far as such a statement goes.
 */
export async function askStanding(url: string, mostBytes: number, timeoutMs = TIMEOUT_MS): Promise<unknown> {
  const base = url.endsWith('/') ? url : `${url}/`;
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(new URL('health', base), { signal, redirect: 'error' });
  const chunks: Uint8Array[] = [];
  let left = mostBytes;
  for await (const chunk of response.body ?? []) {
    left -= chunk.byteLength;
    // Leaving the loop ends the connection.
    if (left < 0) throw new Error(`it answers with more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
