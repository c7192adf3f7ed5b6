import { answered } from '../api/client.ts';
import type { Command } from '../context.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';

/** Ten thousand outputs take the signers minutes. */
const PATIENCE_MS = 30 * 60_000;

/** `istsi reserves prove`: has the running system and its signers make and publish a proof now. */
export function reservesProve(): Command {
  return async (context) => {
    const { operator: api, url: apiUrl } = askedApi(context, { timeoutMs: PATIENCE_MS });
    const directory = dataDirectory(context.configuration.dataDirectory);
    const { state, reason, proof } = await answered(api.POST('/v1/reserves/proofs', { body: {} }));
    if (!proof) {
      context.print(`  No proof was made (${state}): ${reason ?? 'no reason was given'}`, {
        step: 'prove',
        state,
        reason,
      });
      return 1;
    }
    const { id, bitcoin_height, stellar_ledger, outputs, reserves_sats, supply_sats } = proof;
    const url = `${apiUrl}/v1/reserves/proofs/${id}`;
    const text = [
      `  Published: ${formatCount(outputs)} outputs, ${formatCount(BigInt(reserves_sats))} sats for ${formatCount(BigInt(supply_sats))} iSTSi,`,
      `  at Bitcoin block ${formatCount(bitcoin_height)} and Stellar ledger ${formatCount(stellar_ledger)}.`,
      `  ${directory.proofs}/${id}`,
      `  ${url}`,
      '  Anybody can check it: `istsi reserves verify`',
    ];
    context.print(text.join('\n'), { step: 'prove', state, url, ...proof });
    return 0;
  };
}
