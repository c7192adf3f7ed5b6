/** What a JSON-RPC answer holds before anybody reads it. */
type Fields = Readonly<Record<string, unknown>>;

/** Undefined when everything is there; otherwise what is missing, or is something else. */
type Check = (result: Fields, params: Fields) => string | undefined;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
/** Unix seconds: as text, and as a number in older versions. */
const isTime = (value: unknown): boolean => isCount(value) || (typeof value === 'string' && /^\d{1,19}$/.test(value));
/** An empty list of Go is null on the wire. */
const isList = (value: unknown): value is unknown[] | null => value === null || Array.isArray(value);
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asked =
  (wanted: Record<string, (value: unknown) => boolean>): Check =>
  (result) =>
    Object.entries(wanted).find(([field, holds]) => !holds(result[field]))?.[0];

const each =
  (field: string, check: Check): Check =>
  (result, params) => {
    const list = result[field];
    if (!isList(list)) return field;
    const odd = (list ?? []).map((one) => (isFields(one) ? check(one, params) : 'an object')).find((lack) => lack);
    return odd && `${odd} of one of "${field}"`;
  };

const all =
  (...checks: Check[]): Check =>
  (result, params) =>
    checks.map((check) => check(result, params)).find((lack) => lack !== undefined);

/** An answer about something else is none: a cache in between, or a balancer that mixes up its clients. */
const isAsked = (list: unknown, one: unknown): boolean => !Array.isArray(list) || list.includes(one);

const kept = { latestLedger: isCount, oldestLedger: isCount };
const keptTimes = { latestLedgerCloseTime: isTime, oldestLedgerCloseTime: isTime };
const found = asked({ ledger: isCount, envelopeXdr: isText, resultXdr: isText, resultMetaXdr: isText });
const SEND_STATUS = ['PENDING', 'DUPLICATE', 'TRY_AGAIN_LATER', 'ERROR'];

/** What each method that we use must answer, by the RPC's reference. A method that is not here is checked by its reader. */
const checks: Readonly<Record<string, Check>> = {
  getHealth: asked(kept),
  getNetwork: asked({ passphrase: isText }),
  getLatestLedger: asked({ sequence: isCount }),
  getLedgerEntries: all(
    asked({ latestLedger: isCount }),
    each(
      'entries',
      all(asked({ key: isText, xdr: isText }), ({ key }, { keys }) => (isAsked(keys, key) ? undefined : 'key')),
    ),
  ),
  getTransaction(result, params) {
    const { status, txHash = params.hash } = result;
    const lack = asked({ ...kept, ...keptTimes })(result, params) ?? (txHash === params.hash ? undefined : 'txHash');
    if (lack !== undefined || status === 'NOT_FOUND') return lack;
    return status === 'SUCCESS' || status === 'FAILED' ? found(result, params) : 'status';
  },
  sendTransaction: asked({ hash: isText, status: (status) => SEND_STATUS.includes(String(status)) }),
  simulateTransaction(result, params) {
    if (result.error !== undefined) return isText(result.error) ? undefined : 'error';
    const lack = asked({ latestLedger: isCount, transactionData: isText, minResourceFee: isTime })(result, params);
    if (lack !== undefined || result.results === undefined) return lack;
    return each('results', asked({ xdr: isText }))(result, params);
  },
  getEvents: all(
    asked({ latestLedger: isCount, cursor: isText }),
    each('events', asked({ id: isText, ledger: isCount, txHash: isText, value: isText, topic: Array.isArray })),
  ),
};

/**
 * What an answer lacks of what was asked for: no reader may take `{}` for "there is nothing". Undefined for one that is
 * whole, and for one that tells an error.
 */
export function lackOf(method: string, params: unknown, answer: unknown): string | undefined {
  if (!isFields(answer)) return 'a JSON object';
  if (answer.error !== undefined && answer.error !== null) {
    const { error } = answer;
    return isFields(error) && typeof error.message === 'string' ? undefined : '"error" with a message';
  }
  if (!isFields(answer.result)) return '"result"';
  const lack = checks[method]?.(answer.result, isFields(params) ? params : {});
  return lack === undefined ? undefined : `"result" with a valid ${lack}`;
}
