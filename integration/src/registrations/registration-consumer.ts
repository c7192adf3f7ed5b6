import type { Consumer } from '../bus/consume.ts';
import { eventType } from '../bus/envelope.ts';
import { endAwaited } from './registration-store.ts';

const REGISTERED = eventType('kyc-registry', 'AddressRegistered');

/** Hears of every address that officers register, by whichever way: what waited for it waits no more. */
export const registrationConsumer: Consumer = {
  name: 'registrations',
  handle({ type, data }) {
    const { user } = data;
    if (type !== REGISTERED || typeof user !== 'string') return Promise.resolve(undefined);
    return Promise.resolve(async (trx) => await endAwaited(trx, user));
  },
};
