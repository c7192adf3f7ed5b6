import { ledgerKeyString } from './host/codec/ledger-key.ts';
import { nextLedgerInfo } from './ledger/close-ledger.ts';
import { entrySize } from './ledger/entry-bytes.ts';
import { RpcError } from './rpc/json-rpc.ts';
import { parseEnvelope } from './rpc/methods/send-transaction.ts';
import type { Network } from './rpc/network.ts';
import { type Params, requiredText } from './rpc/params.ts';
import { simulateInvocation } from './simulation/simulate.ts';
import { operationSource } from './transactions/operations/kinds.ts';

/** The same random numbers in every measurement. */
const SEED = new Uint8Array(32);
/** Hint, length and Ed25519 signature: `DecoratedSignature`. */
const SIGNATURE_BYTES = 72;

/**
 * What an invocation would use in the next ledger, exactly: its authorizations are enforced as they are given, and there
 * is no margin but in the fee, which is the resource fee that a simulation proposes. Equal states give equal answers.
 */
export function measureInvocation(params: Params, { chain, clock }: Network) {
  const { inner, envelope } = parseEnvelope(requiredText(params, 'transaction'), chain.networkId);
  const [operation] = inner.operations;
  if (inner.operations.length !== 1 || operation?.body.type !== 'invokeHostFunction') {
    throw new RpcError('invalidParams', 'only a transaction that invokes one host function can be measured');
  }
  const { invokeHostFunctionOp } = operation.body;
  const ledger = nextLedgerInfo(chain, clock);
  const source = operationSource(operation, inner.source);
  const auth = invokeHostFunctionOp.auth;
  const options = { auth, instructionLeeway: 0, prngSeed: SEED, rehearsal: chain.rehearsal, forExecution: true };
  const { outcome, data, measured } = simulateInvocation(chain, ledger, invokeHostFunctionOp, source, options);
  if (measured === undefined || data === undefined) {
    throw new RpcError('invalidRequest', outcome.ok ? 'nothing was measured' : outcome.error.message);
  }
  const { readOnly, readWrite } = measured.footprint;
  const before = [...readOnly, ...readWrite].flatMap((key) => chain.get(ledgerKeyString(key)) ?? []);
  return {
    instructions: measured.instructions,
    memoryBytes: outcome.resources.memoryBytes,
    readEntries: before.length,
    writeEntries: readWrite.length,
    readBytes: before.reduce((sum, stored) => sum + entrySize(stored), 0),
    writeBytes: measured.writeBytes,
    eventBytes: measured.eventBytes,
    // As it is sent: with its resources, and the signature of its source.
    transactionBytes: envelope.length + data.toXdr().length + SIGNATURE_BYTES,
    resourceFee: data.resourceFee.toString(),
  };
}
