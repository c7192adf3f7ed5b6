import { openBitcoinNode } from '@istsi/bitcoin-custody';
import { contractSpec } from '@istsi/contracts';
import { verifyReserves } from '@istsi/reserves';
import { answered, openApi } from '../api/client.ts';
import { CliError } from '../errors.ts';
import { publishedSource } from '../reserves/published-source.ts';
import { bitcoinNodeOf } from '../state/endpoints.ts';
import { runStep } from '../system/steps.ts';
import { formatCount } from '../terminal/format.ts';
import { PATIENCE_SECONDS, type Stage } from './stage.ts';

/** A proof is of a block with some above it: the chains may need that many more. */
const MOST_ATTEMPTS = 6;

/** The signers prove the reserves, and what they publish is recomputed from both chains, as a stranger would. */
export function runProof({ context, faucet, endpoints, keys }: Stage, contracts: { reserve: string; token: string }) {
  return runStep(context.reporter, 'proof', async (update) => {
    const operator = openApi(endpoints.apiUrl, { credential: keys.api.operator, timeoutMs: PATIENCE_SECONDS * 1_000 });
    let reason = 'it was not tried';
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      update('the signers look at every output');
      const outcome = await answered(operator.POST('/v1/reserves/proofs', { body: {} }));
      const { proof } = outcome;
      if (proof) {
        update('verifying what they published');
        const { mismatches } = await verifyReserves({
          read: publishedSource(`${endpoints.apiUrl}/v1/reserves/proofs/${proof.id}`),
          bitcoin: (network) => openBitcoinNode(bitcoinNodeOf(endpoints), network),
          stellar: { rpcUrl: endpoints.stellarRpcUrl, reserveSpec: contractSpec('reserve-manager') },
          expected: contracts,
        });
        const [wrong] = mismatches;
        if (wrong) throw new CliError('cli/proof-refuted', { id: proof.id, reason: `${wrong.code}: ${wrong.message}` });
        return {
          value: proof,
          detail: `${formatCount(proof.outputs)} ${proof.outputs === 1 ? 'output' : 'outputs'}, signed for, and recomputed from both chains`,
          facts: { proof: proof.id, outputs: proof.outputs, proved: true },
        };
      }
      reason = outcome.reason ?? reason;
      if (outcome.state === 'refused') break;
      await faucet.mine(1);
    }
    throw new CliError('cli/no-proof', { reason });
  });
}
