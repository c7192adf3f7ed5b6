/** More than a keystore or a signer ever has to say. */
export const MOST_ANSWER_BYTES = 16 * 1024 * 1024;

/** The text of an answer over HTTP. Whoever was asked does not decide how much memory that takes. */
export async function readAnswer(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MOST_ANSWER_BYTES) throw new RangeError(`an answer of more than ${MOST_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
