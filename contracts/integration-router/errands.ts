import {
  type Address,
  Args,
  authorizeAsCurrentContract,
  type bool,
  ContractAuth,
  call,
  type Sym,
  sym,
  tryCall,
  type u32,
  type u64,
  type Val,
  Vec,
} from '@istsi/soroban-sdk';
import { TokenError } from '../shared/clients/istsi-token.ts';
import { KycError } from '../shared/clients/kyc-registry.ts';
import { OracleError } from '../shared/clients/price-oracle.ts';
import { ReserveError } from '../shared/clients/reserve-manager.ts';
import { REHEARSED } from '../shared/rehearsal.ts';
import type { Action } from './action.ts';
import { IntegrationError } from './errors.ts';
import { loadEcosystem } from './storage.ts';

/** One call of one contract, which is all that some decisions are. */
export class Errand {
  constructor(
    public readonly target: Address,
    public readonly function_name: Sym,
    public readonly args: Args,
  ) {}
}

export function isErrand(action: Action): bool {
  return action.is('SetLimits') || action.is('SetCustodians') || action.is('Administer');
}

export function errandOf(action: Action): Errand {
  if (action.is('SetCustodians')) {
    const args = Args.of().add<Vec<Address>>(action.payload<Vec<Address>>(0)).add<u32>(action.payload<u32>(1));
    return new Errand(loadEcosystem().reserve_manager, sym('set_custodians'), args);
  }
  let args = Args.of();
  if (action.is('SetLimits')) {
    args = args.add<u32>(action.payload<u32>(0)).add<u32>(action.payload<u32>(1)).add<u64>(action.payload<u64>(2));
    args = args.add<u64>(action.payload<u64>(3)).add<u64>(action.payload<u64>(4));
    return new Errand(loadEcosystem().kyc_registry, sym('set_limits'), args);
  }
  for (const parameter of action.payload<Vec<Val>>(2)) args = args.add<Val>(parameter);
  return new Errand(action.payload<Address>(0), action.payload<Sym>(1), args);
}

export function run(errand: Errand): void {
  call<Val>(errand.target, errand.function_name, errand.args);
}

/**
 * 0, or why the contract would refuse it: another one of the core has it done, below a call that is undone. What is refused
 * only as things stand may be possible when the time comes, and is nobody's mistake.
 */
export function refusalOf(errand: Errand): u32 {
  const { kyc_registry, reserve_manager } = loadEcosystem();
  // None of the settings of the others calls the reserve, and none of the reserve's the registry.
  const stage = errand.target === reserve_manager ? kyc_registry : reserve_manager;
  const none = Vec.empty<ContractAuth>();
  const call = ContractAuth.invoke(errand.target, errand.function_name, errand.args, none);
  authorizeAsCurrentContract(Vec.of<ContractAuth>(call));
  const scene = Args.of().add<Address>(errand.target).add<Sym>(errand.function_name);
  const end = tryCall<void>(stage, sym('rehearse'), scene.add<Vec<Val>>(errand.args.toVec()));
  if (!end.isContractError) return IntegrationError.InvalidOperationState;
  return end.code === REHEARSED || isOfTheMoment(end.code) ? 0 : end.code;
}

function isOfTheMoment(code: u32): bool {
  return (
    // The standing of who is to receive tokens: 110 to 119.
    code / 10 === 11 ||
    // What is left of the limits: 120 to 123.
    code / 4 === 30 ||
    // A recovery that may be requested, ripen or end until then.
    code === KycError.RecoveryPending ||
    code === KycError.RecoveryNotFound ||
    code === KycError.RecoveryNotReady ||
    code === TokenError.Paused ||
    code === TokenError.InsufficientBalance ||
    code === TokenError.NotCompliant ||
    code === ReserveError.RedemptionWaits ||
    code === OracleError.UnknownAsset
  );
}
