import type { LedgerView, Submitter } from '@istsi/soroban-client';

/** What this submitter learns of ledgers, the view knows too: nobody who was told of an effect is shown the time before it. */
export function noticing(submitter: Submitter, view: LedgerView): Submitter {
  async function note<T extends object>(outcome: Promise<T>): Promise<T> {
    const known = await outcome;
    if ('ledger' in known && typeof known.ledger === 'number') view.notice(known.ledger);
    return known;
  }
  return {
    submit: (request) => note(submitter.submit(request)),
    createAccount: (address, stroops, beforeSend) => note(submitter.createAccount(address, stroops, beforeSend)),
    writeData: (name, value) => note(submitter.writeData(name, value)),
    settle: (signed) => note(submitter.settle(signed)),
    prepare: (request) => note(submitter.prepare(request)),
    relay: (signed, signal) => note(submitter.relay(signed, signal)),
    extend: (keys, extendTo) => note(submitter.extend(keys, extendTo)),
    lookUp: (signed) => note(submitter.lookUp(signed)),
  };
}
