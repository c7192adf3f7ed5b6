import type { PublishedFile } from '@istsi/reserves';
import { answered, type Shape } from '../api/client.ts';
import type { Command, Context } from '../context.ts';
import { writeNew } from '../state/new-file.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount, relativePath } from '../terminal/format.ts';
import { moment } from '../withdrawals/describe.ts';

type Proof = Shape<'ReserveProof'>;

/** `istsi reserves list`: what was published, newest first. */
export function listProofs(query: { limit: number }): Command {
  return async (context) => {
    const { items } = await answered(askedApi(context).anybody.GET('/v1/reserves/proofs', { params: { query } }));
    const none = '  None was published yet: `istsi reserves prove` makes one.';
    context.print(items.map((proof) => linesOf(context, proof)).join('\n') || none, { step: 'proofs', items });
    return 0;
  };
}

export function showProof(id: string): Command {
  return async (context) => {
    const { anybody: api } = askedApi(context);
    const proof = await answered(api.GET('/v1/reserves/proofs/{id}', { params: { path: { id } } }));
    const files = proof.files.map((name) => `    ${name}`);
    context.print([linesOf(context, proof), ...files].join('\n'), { step: 'proof', ...proof });
    return 0;
  };
}

/** `istsi reserves file <id> <name>`: one published file, as it was published. */
export function proofFile(id: string, file: PublishedFile, { output }: { output?: string }): Command {
  return async (context) => {
    const { anybody: api } = askedApi(context);
    const path = { id, file };
    const read = api.GET('/v1/reserves/proofs/{id}/{file}', { params: { path }, parseAs: 'text' });
    const text = await answered(read);
    if (output === undefined) {
      context.print(text.trimEnd(), { step: 'proof-file', id, file, text });
      return 0;
    }
    writeNew(output, text);
    context.print(`  ${relativePath(output)}`, { step: 'proof-file', id, file, output });
    return 0;
  };
}

function linesOf({ colours }: Context, proof: Proof): string {
  const { id, outputs, reserves_sats, supply_sats, bitcoin_height, stellar_ledger, published_at } = proof;
  const what = `${formatCount(BigInt(reserves_sats))} sats in ${formatCount(outputs)} outputs for ${formatCount(BigInt(supply_sats))} iSTSi`;
  const where = `block ${formatCount(bitcoin_height)}, ledger ${formatCount(stellar_ledger)}, published at ${moment(published_at)}`;
  return `  ${id}  ${what}\n    ${colours.faint(where)}`;
}
