import type { Consumer } from '../bus/consume.ts';
import { eventType } from '../bus/envelope.ts';
import { endAwaited, endRaise } from './registration-store.ts';

const REGISTERED = eventType('kyc-registry', 'AddressRegistered');
const DECIDED = eventType('kyc-registry', 'ComplianceAction');

/** Hears of every address that officers register, by whichever way: what waited for it waits no more; nor does what waited to raise a tier that somebody set. */
export const registrationConsumer: Consumer = {
  name: 'registrations',
  handle({ type, data }) {
    const { user, action } = data;
    if (type === DECIDED && action === 'set_tier' && typeof user === 'string')
      return Promise.resolve(async (trx) => await endRaise(trx, user));
    if (type !== REGISTERED || typeof user !== 'string') return Promise.resolve(undefined);
    return Promise.resolve(async (trx) => await endAwaited(trx, user));
  },
};
