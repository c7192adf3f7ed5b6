import { CodedError } from '@istsi/bitcoin-custody';
import type { ContractError } from '@istsi/soroban-client';

export type ServiceErrors = {
  'services/already-registered': { address: string; tier: number };
  'services/chain-refused': { action: string; contractError: ContractError | undefined; reason: string };
  'services/bad-psbt': { txid: string; reason: string };
  'services/not-cancellable': { txid: string; reason: string };
  'services/not-returnable': { outpoint: string; reason: string };
  'services/return-refused': { outpoint: string; reason: string };
  'services/second-person-needed': { caller: string; stellarTx: string };
  'services/not-final': { action: string; stellarTx: string };
  'services/identity-refused': { address: string; reason: string };
  'services/signed-elsewhere': { what: string; instead: string };
  'services/operation-over': { id: string; kind: string };
};

const messages: { [C in keyof ServiceErrors]: (context: ServiceErrors[C]) => string } = {
  'services/already-registered': (c) => `${c.address} is registered already, with tier ${c.tier}`,
  'services/chain-refused': (c) => `the contracts refused to ${c.action}: ${c.reason}`,
  'services/bad-psbt': (c) => `the PSBT adds nothing to payment ${c.txid}: ${c.reason}`,
  'services/not-cancellable': (c) => `payment ${c.txid} cannot be cancelled: ${c.reason}`,
  'services/not-returnable': (c) => `${c.outpoint} cannot be paid back: ${c.reason}`,
  'services/return-refused': (c) => `nothing was decided about ${c.outpoint}: ${c.reason}`,
  'services/second-person-needed': (c) =>
    `nothing is stopped yet: the system was let run again within the last week, or the removal of ${c.caller} is proposed, ` +
    `and then it takes two. The stop was asked for in ${c.stellarTx}; now another one who may stop the system (a guardian, ` +
    'a compliance officer, an administrator) has a day to pause it',
  'services/identity-refused': (c) => `nothing was decided about ${c.address}: ${c.reason}`,
  'services/signed-elsewhere': (c) => `${c.what} is signed by no key that is here: ${c.instead}`,
  'services/operation-over': (c) =>
    `the ${c.kind} ${c.id} was over when it was first seen: there is nothing to look at again`,
  'services/not-final': (c) =>
    `the transaction ${c.stellarTx} to ${c.action} has no outcome yet; look at the state before trying again`,
};

/** What a command answers when it did not do what it was asked to. */
export class ServiceError<C extends keyof ServiceErrors = keyof ServiceErrors> extends CodedError<ServiceErrors, C> {
  constructor(code: C, context: ServiceErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
