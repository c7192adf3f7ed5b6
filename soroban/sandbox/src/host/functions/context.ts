import type { LedgerInfo } from '../boundary.ts';
import { CONTRACT_ID_BYTES } from '../costs/sizes.ts';
import type { HostModule } from '../env/types.ts';
import { compareObjects } from '../objects/compare.ts';
import type { Stored } from '../storage/stored.ts';
import { HostError } from '../values/error.ts';
import { type AddressVal, type HostVal, u32Val } from '../values/value.ts';
import { type Guest, readBytes, readVals } from '../vm/memory.ts';

type ContextHost = Stored &
  Guest & {
    readonly ledger: LedgerInfo;
    readonly contractVal: AddressVal;
    readonly diagnostics: boolean;
    log(message: string, values: readonly HostVal[]): void;
    emit(type: 'contract', topics: readonly HostVal[], data: HostVal): void;
  };

export const context: HostModule<'x', ContextHost> = {
  log_from_linear_memory(host, messageAt, messageLength, valuesAt, count) {
    // Logs are diagnostics: without those they are not even read.
    if (!host.diagnostics) return;
    host.budget.unmetered(() => {
      try {
        const message = Buffer.from(readBytes(host, messageAt, messageLength)).toString('utf8');
        host.log(message, readVals(host, valuesAt, count));
      } catch (error) {
        // Whether there are diagnostics must not be observable: what cannot be logged is not.
        if (!(error instanceof HostError)) throw error;
      }
    });
  },
  obj_cmp(host, a, b) {
    const order = compareObjects(a, b, host.budget);
    return order === 0 ? 0n : order < 0 ? -1n : 1n;
  },
  contract_event: (host, topics, data) => host.emit('contract', topics, data),
  get_ledger_version: (host) => host.ledger.protocolVersion,
  get_ledger_sequence: (host) => host.ledger.sequence,
  get_ledger_timestamp: (host) => host.ledger.timestamp,
  fail_with_error(_, error) {
    if (error.errorType === 0) {
      throw new HostError('Contract', error.code, 'failing with contract error', [u32Val(error.code)]);
    }
    const reason = 'contract attempted to fail with non-ContractError error code';
    throw new HostError('Context', 'UnexpectedType', reason, [error]);
  },
  get_ledger_network_id(host) {
    host.budget.collect(host.ledger.networkId.length, 1);
    return host.ledger.networkId;
  },
  get_current_contract_address(host) {
    host.budget.copy(CONTRACT_ID_BYTES);
    return host.contractVal;
  },
  get_max_live_until_ledger: (host) => host.storage.maxLiveUntil(),
};
