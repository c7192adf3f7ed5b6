import { describeStanding, type ExchangeStep, openExchange, previewExchange } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import type { Command, Context } from '../context.ts';
import { readPlan } from '../exchange/plan-file.ts';
import { governanceKey } from '../governance/governance-key.ts';
import { type GovernedOptions, openGoverned } from '../governance/governed-system.ts';
import { proposalFacts } from '../governance/show-proposal.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { readKeys } from '../state/keys.ts';
import { keyOf, readSecretFile } from '../state/secret-key-file.ts';

export interface ExchangeOpenOptions extends GovernedOptions {
  dryRun?: true;
  /** File with the secret key of who creates the contracts. */
  payer?: string;
}

/**
 * `istsi exchange open plan.json`: an exchange on a system that is there already, as far as this Super Admin can decide it.
 * Run again, by the same or by another one with the same plan, it goes on where it stands. Exit code 1 until it is open.
 */
export function openExchangeBy(planFile: string, options: ExchangeOpenOptions): Command {
  return async (context) => {
    const plan = readPlan(planFile);
    const { rpcUrl, manifest } = await openGoverned(context, options);
    const { ids, steps } = await previewExchange({ rpcUrl, manifest, plan });
    const facts = { step: 'exchange-open', oracle: ids['price-oracle'], token: ids['fungible-token'] };
    if (options.dryRun) {
      const lines = steps.map((step) => stepLine(context, step));
      context.print([...lines, '  Nothing was sent.'].join('\n'), {
        ...{ ...facts, dry_run: true, steps: steps.map((step) => stepFacts(step, manifest)) },
      });
      return 0;
    }
    if (steps.every(({ state }) => state === 'done')) {
      context.print('  It is open already, as planned; there is nothing to do.', { ...facts, state: 'open', did: [] });
      return 0;
    }
    const did: string[] = [];
    const opened = await openExchange({
      ...{ rpcUrl, manifest, plan, governance: governanceKey(context, options.key), payer: payerOf(context, options) },
      onAction(action) {
        did.push(action);
        context.print(`  ${action}`, { step: 'exchange-opening', action });
      },
    });
    if (opened.done) {
      const next = 'Its reporters can begin (`istsi reporter run`); name where they answer in istsi.json.';
      context.print(`  The exchange is open. ${next}`, { ...facts, state: 'open', did });
      return 0;
    }
    const lines = opened.waits.map((step) => stepLine(context, step));
    lines.push('  Others run this too, with the same plan; whoever runs it when it can go on, has it go on.');
    context.print(lines.join('\n'), {
      ...{ ...facts, state: 'waiting', did, waits: opened.waits.map((step) => stepFacts(step, manifest)) },
    });
    return 1;
  };
}

/** Needed by whoever comes first: the contracts are there afterwards. */
function payerOf({ configuration }: Context, { payer }: ExchangeOpenOptions): Keypair | undefined {
  if (payer !== undefined) return keyOf(readSecretFile('--payer', payer), `--payer ${payer}`);
  const { deployerSecret, dataDirectory: path } = configuration;
  if (deployerSecret !== undefined) return keyOf(deployerSecret, 'ISTSI_DEPLOYER_SECRET');
  const own = readKeys(dataDirectory(path).keys);
  return own && Keypair.fromSecret(own.stellar.deployer);
}

function stepLine({ colours }: Context, { what, state, proposal }: ExchangeStep): string {
  const mark = state === 'done' ? colours.good('✓') : state === 'proposed' ? colours.warn('…') : colours.faint('·');
  if (!proposal) return `  ${mark} ${what}`;
  return `  ${mark} ${what}: proposal ${proposal.proposal.id} ${describeStanding(proposal.standing)}`;
}

const stepFacts = ({ what, state, proposal }: ExchangeStep, manifest: Parameters<typeof proposalFacts>[1]) => ({
  ...{ what, state },
  ...(proposal && { proposal: proposalFacts(proposal, manifest) }),
});
