import {
  Account,
  Operation,
  rpc,
  SorobanDataBuilder,
  type Transaction,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk';
import { SorobanClientError } from './errors.ts';
import { askSimulation, parseSimulation } from './lean-calls.ts';
import { callRpc, type Network } from './network.ts';

type Raw = rpc.Api.RawSimulateTransactionResponse;

/**
 * Simulates what is to be sent. Simulation forgets what a call below wrote that failed and was caught (soroban-env-host 28 to
 * 30): of such entries it counts no bytes, and no rent where they are archived. Execution loads the whole footprint beforehand
 * and counts both, so that a transaction as simulation made it would fail on its limits. Gives the answer with the bytes
 * declared and paid for; where entries have to be restored for it, with the restoration that comes first, as an RPC tells one
 * that is needed.
 */
export async function simulateForSending(
  network: Network,
  transaction: Transaction,
): Promise<rpc.Api.SimulateTransactionResponse> {
  const { raw, parsed } = await askSimulation(network, transaction);
  if (!rpc.Api.isSimulationSuccess(parsed) || rpc.Api.isSimulationRestore(parsed)) return parsed;
  const data = parsed.transactionData.build();
  const archived = forgottenArchived(data, raw);
  if (archived.length > 0) {
    const restorePreamble = await restorationOf(network, transaction, archived);
    return parseSimulation({ ...raw, restorePreamble });
  }
  const bytes = forgottenBytes(raw);
  if (bytes === 0) return parsed;
  const { instructions, diskReadBytes, writeBytes } = data.resources;
  const fee = (BigInt(parsed.minResourceFee) + (await priceOf(network, bytes))).toString();
  const transactionData = new SorobanDataBuilder(data)
    .setResources(instructions, diskReadBytes, writeBytes + bytes)
    .setResourceFee(fee);
  return { ...parsed, transactionData, minResourceFee: fee };
}

interface Change {
  key: string;
  before: string | null;
  after: string | null;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** What of the changes can be read; they are there to inform, and nothing else depends on them. */
const changesOf = ({ stateChanges }: Raw): Change[] =>
  (Array.isArray(stateChanges) ? stateChanges : []).flatMap((change: Partial<Change> | null) =>
    isText(change?.key)
      ? [
          {
            key: change.key,
            before: isText(change.before) ? change.before : null,
            after: isText(change.after) ? change.after : null,
          },
        ]
      : [],
  );

/** An entry that was there and has no value afterwards: removed, which needs no bytes, or forgotten. Rather too many. */
const forgottenBytes = (answer: Raw): number =>
  changesOf(answer).reduce(
    (sum, { before, after }) => (before !== null && after === null ? sum + Buffer.byteLength(before, 'base64') : sum),
    0,
  );

/** Of entries that are to be restored on the way, those of which no change is told. */
function forgottenArchived({ ext, resources }: xdr.SorobanTransactionData, answer: Raw): xdr.LedgerKey[] {
  if (ext.type !== 'resourceExt') return [];
  const told = new Set(changesOf(answer).flatMap(({ key, after }) => (after === null ? [] : [key])));
  const keys = ext.value.archivedSorobanEntries.flatMap((index) => resources.footprint.readWrite[index] ?? []);
  return keys.filter((key) => !told.has(key.toXdr('base64')));
}

async function restorationOf(network: Network, asked: Transaction, keys: xdr.LedgerKey[]) {
  const transaction = new TransactionBuilder(new Account(asked.source, '0'), {
    fee: '100',
    networkPassphrase: network.networkPassphrase,
    timebounds: { minTime: 0, maxTime: 0 },
  })
    .addOperation(Operation.restoreFootprint({}))
    .setSorobanData(new SorobanDataBuilder().setReadWrite(keys).build())
    .build();
  const { transactionData, minResourceFee, error } = await callRpc(network, 'simulateTransaction', (server) =>
    server._simulateTransaction(transaction),
  );
  if (transactionData === undefined || minResourceFee === undefined) {
    const lack = `how to restore ${keys.length} archived entries: ${error ?? 'nothing was said'}`;
    throw new SorobanClientError('soroban/rpc-bad-answer', {
      url: network.rpcUrl,
      method: 'simulateTransaction',
      lack,
    });
  }
  return { transactionData, minResourceFee };
}

const COSTS = xdr.LedgerKey.configSetting(
  new xdr.LedgerKeyConfigSetting({ configSettingId: xdr.ConfigSettingId.configSettingContractLedgerCostExtV0 }),
);

/** Stroops that the network asks for writing so many bytes (CAP-66), rounded up. */
async function priceOf(network: Network, bytes: number): Promise<bigint> {
  const { entries } = await callRpc(network, 'getLedgerEntries', (server) => server.getLedgerEntries(COSTS));
  const setting = entries[0]?.val;
  if (setting?.type !== 'configSetting' || setting.value.type !== 'configSettingContractLedgerCostExtV0') {
    const lack = 'what the network asks for writes (CONFIG_SETTING_CONTRACT_LEDGER_COST_EXT_V0)';
    throw new SorobanClientError('soroban/rpc-bad-answer', { url: network.rpcUrl, method: 'getLedgerEntries', lack });
  }
  const { feeWrite1Kb } = setting.value.value;
  return (BigInt(bytes) * BigInt(feeWrite1Kb) + 1_023n) / 1_024n;
}
