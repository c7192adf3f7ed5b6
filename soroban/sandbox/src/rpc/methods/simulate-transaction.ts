import type { xdr } from '@stellar/stellar-sdk';
import type { EntryChange, InvokeInput, InvokeResult, LedgerInfo, LedgerReader } from '../../host/boundary.ts';
import { ledgerKeyString } from '../../host/codec/ledger-key.ts';
import { encodeVal } from '../../host/codec/value.ts';
import { nextLedgerInfo } from '../../ledger/close-ledger.ts';
import { entryBytes, keyBytes } from '../../ledger/entry-bytes.ts';
import { simulationError } from '../../simulation/error-text.ts';
import { simulateExtension, simulateInvocation, simulateRestoration } from '../../simulation/simulate.ts';
import type { Transaction } from '../../transactions/envelope.ts';
import { diagnosticEventBytes } from '../../transactions/event-bytes.ts';
import { operationSource } from '../../transactions/operations/kinds.ts';
import type { Network } from '../network.ts';
import {
  base64,
  checkFormat,
  optionalNumber,
  optionalObject,
  optionalText,
  type Params,
  requiredText,
} from '../params.ts';
import { parseEnvelope } from './send-transaction.ts';

type Answer = Record<string, unknown>;

const AUTH_MODES = ['enforce', 'record', 'record_allow_nonroot'];

/** What a transaction would do and need in the next ledger. Failures are told in `error`, not as errors of the call. */
export function simulateTransaction(params: Params, network: Network): Answer {
  const latestLedger = network.chain.head.sequence;
  try {
    checkFormat(params);
    const tx = parse(params, network);
    return { ...simulate(tx, params, network), latestLedger };
  } catch (cause) {
    return { error: cause instanceof Error ? cause.message : String(cause), latestLedger };
  }
}

function parse(params: Params, network: Network): Transaction {
  try {
    return parseEnvelope(requiredText(params, 'transaction'), network.chain.networkId);
  } catch {
    throw new Error('Could not unmarshal transaction');
  }
}

function simulate({ inner }: Transaction, params: Params, network: Network): Answer {
  const { chain, clock } = network;
  if (inner.operations.length !== 1) throw new Error('Transaction contains more than one operation');
  if (inner.hasMemo) throw new Error('Transaction contains a memo. Soroban transactions do not support memos.');
  const operation = inner.operations[0]!;
  const { body } = operation;
  const ledger = nextLedgerInfo(chain, clock);
  if (body.type === 'invokeHostFunction') {
    const source = operationSource(operation, inner.source);
    return invocation(body.invokeHostFunctionOp, source, params, network, ledger);
  }
  if (body.type !== 'extendFootprintTtl' && body.type !== 'restoreFootprint') {
    throw new Error(`Transaction contains unsupported operation type: ${body.type}`);
  }
  if (optionalText(params, 'authMode') !== undefined) {
    throw new Error('cannot set authMode with non-InvokeHostFunction operations');
  }
  const footprint = inner.soroban?.resources.footprint;
  if (footprint === undefined) {
    throw new Error(
      'To perform a SimulateTransaction for ExtendFootprintTtl or RestoreFootprint operations, SorobanTransactionData must be provided',
    );
  }
  if (body.type === 'restoreFootprint') return dataAnswer(simulateRestoration(chain, ledger, footprint.readWrite));
  const { data, restoreFirst } = simulateExtension(chain, ledger, footprint, body.extendFootprintTtlOp);
  return { ...dataAnswer(data), ...(restoreFirst && { restorePreamble: dataAnswer(restoreFirst) }) };
}

function dataAnswer(data: xdr.SorobanTransactionData) {
  return { transactionData: data.toXdr('base64'), minResourceFee: data.resourceFee.toString() };
}

function invocation(
  operation: xdr.InvokeHostFunctionOp,
  source: string,
  params: Params,
  { chain, debugBuilds }: Network,
  ledger: LedgerInfo,
): Answer {
  const { outcome, data, trace } = simulateInvocation(chain, ledger, operation, source, {
    auth: authOf(operation, params),
    instructionLeeway: optionalNumber(optionalObject(params, 'resourceConfig'), 'instructionLeeway'),
    debugBuilds,
    rehearsal: chain.rehearsal,
  });
  const events = outcome.diagnosticEvents.map((event) => base64(diagnosticEventBytes(event)));
  if (!outcome.ok) return { error: simulationError(outcome.error, outcome.diagnosticEvents, trace), events };
  const auth = outcome.auth.map((entry) => entry.toXdr('base64'));
  return {
    ...dataAnswer(data!),
    events,
    results: [{ auth, xdr: base64(encodeVal(outcome.value)) }],
    stateChanges: [...outcome.changes.values(), ...rolledBack(outcome, chain)].flatMap((change) =>
      stateChange(change, ledger.sequence),
    ),
  };
}

function authOf(operation: xdr.InvokeHostFunctionOp, params: Params): InvokeInput['auth'] {
  const asked = optionalText(params, 'authMode');
  if (asked !== undefined && !AUTH_MODES.includes(asked)) {
    throw new Error(`optional 'authMode' must be one of ${AUTH_MODES.join(',')} when included`);
  }
  const hasAuth = operation.auth.length > 0;
  const mode = asked ?? (hasAuth ? 'enforce' : 'record');
  if (mode === 'enforce') return operation.auth;
  if (hasAuth) throw new Error(`cannot set authMode to '${mode}' with an auth footprint`);
  const upgradedCredentials = params.useUpgradedAuth === true;
  return { record: { upgradedCredentials, rootOnly: mode === 'record' } };
}

/** What only frames wrote that were rolled back, nodes tell as if it were deleted: they know of no value afterwards. */
const rolledBack = ({ footprint, rolledBack }: InvokeResult, chain: LedgerReader): EntryChange[] =>
  footprint.readWrite
    .filter((key) => rolledBack.has(ledgerKeyString(key)))
    .map((key) => ({ key, before: chain.get(ledgerKeyString(key)), after: undefined }));

/** Entries whose content changes; a longer lifetime alone is no change of state. */
function stateChange({ key, before, after }: EntryChange, sequence: number): Answer[] {
  const known = before?.liveUntil !== undefined && before.liveUntil < sequence ? undefined : before;
  if (known === undefined && after === undefined) return [];
  if (known?.entry === after?.entry) return [];
  const type = known === undefined ? 'created' : after === undefined ? 'deleted' : 'updated';
  return [
    {
      type,
      key: base64(keyBytes(key)),
      before: known === undefined ? null : base64(entryBytes(known)),
      after: after === undefined ? null : base64(entryBytes(after)),
    },
  ];
}
