import type { SystemContracts } from '@istsi/contracts';
import { ContractKind, IntegrationError } from '@istsi/contracts/clients/integration-router';
import type { Submitter } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import { ServiceError } from './errors.ts';

/** Submits a call and waits until it is final. Throws a `ServiceError` otherwise. */
export type Submit = (action: string, invoke: xdr.HostFunction) => Promise<{ stellarTx: string }>;

export interface Paused {
  stellarTx: string;
  /** Registered contracts that still run: their code does not let them be paused. The router works with none of them. */
  running: string[];
}

/** Kinds of the router's registry, the core last: an emergency pause has stopped it already, as a rule. */
const KINDS = [
  ContractKind.FungibleToken,
  ContractKind.PriceOracle,
  ContractKind.KycRegistry,
  ContractKind.IstsiToken,
  ContractKind.ReserveManager,
];

/**
 * Stops the core in one transaction, and every contract that runs then in one of its own, so that one that never
 * returns keeps no other from stopping. When it is the core that does not return, the router stops alone first. Where one
 * person is not enough, the stop is asked for, so that the next person's pause goes through, and that is thrown.
 */
export async function pauseSystem(
  { router }: Pick<SystemContracts, 'router'>,
  caller: string,
  reason: string,
  submit: Submit,
): Promise<Paused> {
  const args = { caller, reason };
  let stopped: Set<string>;
  let stellarTx: string;
  try {
    ({ stellarTx } = await submit('emergency_pause', router.invocation('emergency_pause', args)));
    const { kyc_registry, istsi_token, reserve_manager } = await router.read('get_config');
    stopped = new Set([kyc_registry, istsi_token, reserve_manager]);
  } catch (error) {
    if (isRefusal(error, IntegrationError.SecondPersonNeeded)) {
      const asked = await submit('request_stop', router.invocation('request_stop', args));
      throw new ServiceError('services/second-person-needed', { caller, stellarTx: asked.stellarTx }, { cause: error });
    }
    if (!didNotReturn(error)) throw error;
    ({ stellarTx } = await submit('pause_router', router.invocation('pause_router', args)));
    stopped = new Set();
  }
  const running = await pauseEach(router, stopped, submit);
  return { stellarTx, running };
}

async function pauseEach(
  router: SystemContracts['router'],
  stopped: ReadonlySet<string>,
  submit: Submit,
): Promise<string[]> {
  const running: string[] = [];
  for (const kind of KINDS) {
    for (const contract of await router.read('get_contracts', { kind })) {
      if (stopped.has(contract)) continue;
      // Encoded within: a router of before has no such entry, and stops them all by itself.
      const pauseContract = async () =>
        await submit('pause_contract', router.invocation('pause_contract', { contract }));
      await pauseContract().catch(() => running.push(contract));
    }
  }
  return running;
}

/** Likewise, after somebody else's pause stopped the core. Anyone may. */
export async function pauseRegistered({ router }: SystemContracts, submitter: Submitter): Promise<string[]> {
  const { kyc_registry, istsi_token, reserve_manager } = await router.read('get_config');
  const stopped = new Set([kyc_registry, istsi_token, reserve_manager]);
  return await pauseEach(router, stopped, async (action, invoke) => {
    const outcome = await submitter.submit({ invoke });
    if (outcome.status !== 'success') throw new Error(`${action}: ${outcome.status}`);
    return { stellarTx: outcome.hash };
  });
}

/** A numbered refusal is the router's decision, an unknown outcome nobody's yet; anything else did not come back. */
const didNotReturn = (error: unknown): boolean => isRefusal(error, undefined);

function isRefusal(error: unknown, code: IntegrationError | undefined): boolean {
  if (!(error instanceof ServiceError) || error.code !== 'services/chain-refused') return false;
  return (error as ServiceError<'services/chain-refused'>).context.contractError?.code === code;
}
