import { ReserveError } from '@istsi/contracts/clients/reserve-manager';
import { ServiceError } from '../services/errors.ts';

/** Why the reserve does not do what is asked about a deposit that goes back, and what to do, by the number of its refusal. */
const reasons: Record<number, string> = {
  [ReserveError.ReturnNotFound]:
    'the reserve does not owe it back, so there is nothing to decide about it: `istsi deposits <txid:output>` says what ' +
    'became of it, and `istsi deposits give-back <txid:output>` asks the custodians to have it owed back',
  [ReserveError.ReturnLost]: 'it was written off: nothing is owed for it unless Bitcoin has it again',
  [ReserveError.ReturnIsHeld]: 'an officer holds it; `istsi deposits release <txid:output>` lets it go',
  [ReserveError.NotTheOwner]:
    'it has an owner, who names where it goes with `istsi deposits return <txid:output> --to <address>`',
  [ReserveError.ReturnNotProposed]:
    'nobody proposed this address since it was last held or proposed anew: `istsi deposits propose-return` does',
  [ReserveError.ReturnWaits]:
    'everybody has a week to object: a second officer agrees a week after the proposal, or later',
  [ReserveError.SameOfficer]: 'who proposed the address cannot agree to it too: another officer has to',
  [ReserveError.InvalidWithdrawalState]: 'its payment is authorized already, and nothing about it can be changed',
  [ReserveError.NotAnOfficer]: 'the key is of no compliance officer and no Super Admin',
  [ReserveError.InvalidBitcoinAddress]: 'this is no Bitcoin address of the reserve’s network',
  [ReserveError.PaysReserve]: 'this is the address of the reserve itself',
  [ReserveError.WithdrawalTooSmall]: 'too little would be left after the largest fee',
};

/** What was decided about the deposit; a refusal of the reserve says which it is and what to do. */
export async function explainReturn<T>(outpoint: string, decided: Promise<T>): Promise<T> {
  try {
    return await decided;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'services/chain-refused') throw error;
    const { contractError } = (error as ServiceError<'services/chain-refused'>).context;
    const reason = reasons[contractError?.code ?? 0];
    if (reason === undefined) throw error;
    const context = { outpoint, reason: reason.replaceAll('<txid:output>', outpoint) };
    throw new ServiceError('services/return-refused', context, { cause: error });
  }
}
