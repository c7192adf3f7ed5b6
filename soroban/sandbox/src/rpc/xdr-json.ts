import { xdr } from '@stellar/stellar-sdk';
import { RpcError } from './json-rpc.ts';

/** XDR as JSON (SEP-51). */
type FromXdr = { fromXdr(text: string, encoding: 'base64'): { toJson(): unknown } };
/** A field of base64 XDR: what it is called in JSON, and what it is. */
type Translation = Readonly<Record<string, readonly [name: string, type: FromXdr]>>;

const TRANSACTION: Translation = {
  envelopeXdr: ['envelopeJson', xdr.TransactionEnvelope],
  resultXdr: ['resultJson', xdr.TransactionResult],
  resultMetaXdr: ['resultMetaJson', xdr.TransactionMeta],
  diagnosticEventsXdr: ['diagnosticEventsJson', xdr.DiagnosticEvent],
  transactionEventsXdr: ['transactionEventsJson', xdr.TransactionEvent],
  contractEventsXdr: ['contractEventsJson', xdr.ContractEvent],
};

/** The fields of each method's answer that `xdrFormat: 'json'` changes, by the names of stellar-rpc. */
const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  getTransaction: TRANSACTION,
  getTransactions: TRANSACTION,
  getEvents: { topic: ['topicJson', xdr.ScVal], value: ['valueJson', xdr.ScVal] },
  getLedgers: {
    headerXdr: ['headerJson', xdr.LedgerHeaderHistoryEntry],
    metadataXdr: ['metadataJson', xdr.LedgerCloseMeta],
  },
  getLedgerEntries: {
    key: ['keyJson', xdr.LedgerKey],
    xdr: ['dataJson', xdr.LedgerEntryData],
    extXdr: ['extJson', xdr.LedgerEntryExt],
  },
  sendTransaction: {
    errorResultXdr: ['errorResultJson', xdr.TransactionResult],
    diagnosticEventsXdr: ['diagnosticEventsJson', xdr.DiagnosticEvent],
  },
  simulateTransaction: {
    transactionData: ['transactionDataJson', xdr.SorobanTransactionData],
    events: ['eventsJson', xdr.DiagnosticEvent],
    auth: ['authJson', xdr.SorobanAuthorizationEntry],
    xdr: ['returnValueJson', xdr.ScVal],
    key: ['keyJson', xdr.LedgerKey],
    before: ['beforeJson', xdr.LedgerEntry],
    after: ['afterJson', xdr.LedgerEntry],
  },
};

/** A method's answer with its XDR as JSON. What no translation is known of stays as it is. */
export function answerInJson(method: string, answer: unknown): unknown {
  const translation = Object.hasOwn(TRANSLATIONS, method) ? TRANSLATIONS[method] : undefined;
  return translation === undefined ? answer : translate(answer, translation);
}

function translate(answer: unknown, translation: Translation): unknown {
  if (Array.isArray(answer)) return answer.map((item: unknown) => translate(item, translation));
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([field, value]: [string, unknown]) => {
      const known = Object.hasOwn(translation, field) ? translation[field] : undefined;
      // `before` and `after` of an entry that was not there are null in either format.
      if (known === undefined || value === null || !isXdr(value)) return [field, translate(value, translation)];
      return [known[0], toJson(value, known[1])];
    }),
  );
}

/** Base64, or lists of it: `events` of a transaction is an object with lists of its own. */
const isXdr = (value: unknown): value is string | unknown[] => typeof value === 'string' || Array.isArray(value);

function toJson(value: unknown, type: FromXdr): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => toJson(item, type));
  try {
    return type.fromXdr(value as string, 'base64').toJson();
  } catch (cause) {
    const reason = 'part of the answer is of a protocol that JSON is not known of here: ask for it in base64';
    throw new RpcError('internal', reason, cause);
  }
}
