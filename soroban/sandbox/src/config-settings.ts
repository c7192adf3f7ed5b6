import { xdr } from '@stellar/stellar-sdk';
import { type Cost, costParameters } from './host/costs/cost-types.ts';
import { SETTINGS } from './network-settings.ts';

const S = SETTINGS;
const big = (value: number): bigint => BigInt(value);
const E = xdr.ConfigSettingEntry;

/** A ledger is limited by the number of its transactions alone: so many of the largest size fit into it. */
const LEDGER_SHARE = S.maxLedgerTransactions;
/**
 * The public network's line of rent prices: from an empty ledger up to one of the target's size, and never below
 * `feePerRent1kb`, which is what holds up to two thirds of the target: there today, and here always.
 */
const STATE_TARGET_BYTES = 3_000_000_000n;
const RENT_PRICE_OF_NOTHING = -17_000n;
const RENT_PRICE_AT_TARGET = 10_000n;
const RENT_PRICE_GROWTH = 5_000;

/**
 * The settings as ledger entries (`ConfigSettingEntry`), by name: what clients read before they build. What comes from
 * `SETTINGS` and the prices is what holds here. The rest (limits of a whole ledger, eviction, consensus) nothing
 * here depends on: it is of plausible size, and not taken from any network.
 */
const ENTRIES: Readonly<Record<string, (protocol: number) => xdr.ConfigSettingEntry>> = {
  configSettingContractMaxSizeBytes: () => E.configSettingContractMaxSizeBytes(S.maxContractBytes),
  configSettingContractComputeV0: () =>
    E.configSettingContractComputeV0(
      new xdr.ConfigSettingContractComputeV0({
        ledgerMaxInstructions: big(S.txMaxInstructions * LEDGER_SHARE),
        txMaxInstructions: big(S.txMaxInstructions),
        feeRatePerInstructionsIncrement: big(S.feePer10kInstructions),
        txMemoryLimit: S.txMaxMemoryBytes,
      }),
    ),
  configSettingContractLedgerCostV0: () =>
    E.configSettingContractLedgerCostV0(
      new xdr.ConfigSettingContractLedgerCostV0({
        ledgerMaxDiskReadEntries: S.txMaxDiskReadEntries * LEDGER_SHARE,
        ledgerMaxDiskReadBytes: S.txMaxDiskReadBytes * LEDGER_SHARE,
        ledgerMaxWriteLedgerEntries: S.txMaxWriteEntries * LEDGER_SHARE,
        ledgerMaxWriteBytes: S.txMaxWriteBytes * LEDGER_SHARE,
        txMaxDiskReadEntries: S.txMaxDiskReadEntries,
        txMaxDiskReadBytes: S.txMaxDiskReadBytes,
        txMaxWriteLedgerEntries: S.txMaxWriteEntries,
        txMaxWriteBytes: S.txMaxWriteBytes,
        feeDiskReadLedgerEntry: big(S.feePerDiskReadEntry),
        feeWriteLedgerEntry: big(S.feePerWriteEntry),
        feeDiskRead1Kb: big(S.feePerDiskRead1kb),
        sorobanStateTargetSizeBytes: STATE_TARGET_BYTES,
        rentFee1KbSorobanStateSizeLow: RENT_PRICE_OF_NOTHING,
        rentFee1KbSorobanStateSizeHigh: RENT_PRICE_AT_TARGET,
        sorobanStateRentFeeGrowthFactor: RENT_PRICE_GROWTH,
      }),
    ),
  configSettingContractHistoricalDataV0: () =>
    E.configSettingContractHistoricalDataV0(
      new xdr.ConfigSettingContractHistoricalDataV0({ feeHistorical1Kb: big(S.feePerHistory1kb) }),
    ),
  configSettingContractEventsV0: () =>
    E.configSettingContractEventsV0(
      new xdr.ConfigSettingContractEventsV0({
        txMaxContractEventsSizeBytes: S.txMaxEventsBytes,
        feeContractEvents1Kb: big(S.feePerEvents1kb),
      }),
    ),
  configSettingContractBandwidthV0: () =>
    E.configSettingContractBandwidthV0(
      new xdr.ConfigSettingContractBandwidthV0({
        ledgerMaxTxsSizeBytes: S.txMaxSizeBytes * LEDGER_SHARE,
        txMaxSizeBytes: S.txMaxSizeBytes,
        feeTxSize1Kb: big(S.feePerTxSize1kb),
      }),
    ),
  configSettingContractCostParamsCpuInstructions: (protocol) =>
    E.configSettingContractCostParamsCpuInstructions(costParams(protocol, ({ cpu, cpuLinear }) => [cpu, cpuLinear])),
  configSettingContractCostParamsMemoryBytes: (protocol) =>
    E.configSettingContractCostParamsMemoryBytes(
      costParams(protocol, ({ memory, memoryLinear }) => [memory, memoryLinear]),
    ),
  configSettingContractDataKeySizeBytes: () => E.configSettingContractDataKeySizeBytes(S.maxKeyBytes),
  configSettingContractDataEntrySizeBytes: () => E.configSettingContractDataEntrySizeBytes(S.maxDataEntryBytes),
  configSettingStateArchival: () =>
    E.configSettingStateArchival(
      new xdr.StateArchivalSettings({
        maxEntryTtl: S.maxTtl,
        minTemporaryTtl: S.minTemporaryTtl,
        minPersistentTtl: S.minPersistentTtl,
        persistentRentRateDenominator: big(S.persistentRentDenominator),
        tempRentRateDenominator: big(S.temporaryRentDenominator),
        maxEntriesToArchive: 1_000,
        liveSorobanStateSizeWindowSampleSize: 30,
        liveSorobanStateSizeWindowSamplePeriod: 64,
        evictionScanSize: 100_000,
        startingEvictionScanLevel: 7,
      }),
    ),
  configSettingContractExecutionLanes: () =>
    E.configSettingContractExecutionLanes(
      new xdr.ConfigSettingContractExecutionLanesV0({ ledgerMaxTxCount: S.maxLedgerTransactions }),
    ),
  // State stays far below its target here, and nothing is ever evicted.
  configSettingLiveSorobanStateSizeWindow: () => E.configSettingLiveSorobanStateSizeWindow(Array(30).fill(0n)),
  configSettingEvictionIterator: () =>
    E.configSettingEvictionIterator(
      new xdr.EvictionIterator({ bucketListLevel: 7, isCurrBucket: true, bucketFileOffset: 0n }),
    ),
  configSettingContractParallelComputeV0: () =>
    E.configSettingContractParallelComputeV0(
      new xdr.ConfigSettingContractParallelComputeV0({ ledgerMaxDependentTxClusters: 1 }),
    ),
  configSettingContractLedgerCostExtV0: () =>
    E.configSettingContractLedgerCostExtV0(
      new xdr.ConfigSettingContractLedgerCostExtV0({
        txMaxFootprintEntries: S.txMaxFootprintEntries,
        feeWrite1Kb: big(S.feePerWrite1kb),
      }),
    ),
  configSettingScpTiming: () =>
    E.configSettingScpTiming(
      new xdr.ConfigSettingScpTiming({
        ledgerTargetCloseTimeMilliseconds: 5_000,
        nominationTimeoutInitialMilliseconds: 1_000,
        nominationTimeoutIncrementMilliseconds: 1_000,
        ballotTimeoutInitialMilliseconds: 1_000,
        ballotTimeoutIncrementMilliseconds: 1_000,
      }),
    ),
  configSettingFrozenLedgerKeys: () => E.configSettingFrozenLedgerKeys(new xdr.FrozenLedgerKeys({ keys: [] })),
  configSettingFreezeBypassTxs: () => E.configSettingFreezeBypassTxs(new xdr.FreezeBypassTxs({ txHashes: [] })),
};

/** A setting of the network by its id; undefined for those that only exist while they are being changed. */
export function configSetting(id: xdr.ConfigSettingId, protocol: number): xdr.ConfigSettingEntry | undefined {
  return Object.hasOwn(ENTRIES, id.name) ? ENTRIES[id.name]!(protocol) : undefined;
}

const costParams = (
  protocol: number,
  terms: (cost: Cost) => [constant: number, linear: number],
): xdr.ContractCostParamEntry[] =>
  costParameters(protocol).map((cost) => {
    const [constant, linear] = terms(cost);
    return new xdr.ContractCostParamEntry({
      ext: xdr.ExtensionPoint.v0(),
      constTerm: big(constant),
      linearTerm: big(linear),
    });
  });
