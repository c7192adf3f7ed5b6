import type { ContractEvent, DiagnosticEvent } from '../boundary.ts';
import { roomAfter } from '../codec/encoded-length.ts';

/** Bytes of diagnostics that one invocation may leave. Nobody pays for them, so that they must end somewhere. */
const DIAGNOSTIC_BYTES = 1024 * 1024;

type Recorded = { readonly event: ContractEvent; failed: boolean };

/** Events in order of emission. What a failed frame emitted stays as diagnostics, marked as failed. */
export class Events {
  readonly #recorded: Recorded[] = [];

  get length(): number {
    return this.#recorded.length;
  }

  record(event: ContractEvent): void {
    this.#recorded.push({ event, failed: false });
  }

  rollBackTo(length: number): void {
    for (let i = length; i < this.#recorded.length; i++) this.#recorded[i]!.failed = true;
  }

  /** What the ledger keeps: contract and system events of frames that succeeded. */
  contractEvents(): ContractEvent[] {
    return this.#recorded.filter((e) => !e.failed && e.event.type !== 'diagnostic').map((e) => e.event);
  }

  /** The same with those of frames that failed. */
  everyContractEvent(): ContractEvent[] {
    return this.#recorded.filter((e) => e.event.type !== 'diagnostic').map((e) => e.event);
  }

  /** Everything that happened, but for events that XDR or what is left of the room for diagnostics cannot hold. */
  diagnosticEvents(): DiagnosticEvent[] {
    let room = DIAGNOSTIC_BYTES;
    return this.#recorded.flatMap(({ event, failed }) => {
      const left = roomAfter(room, [...event.topics, event.data]);
      if (left < 0) return [];
      room = left;
      return [{ inSuccessfulCall: !failed, event }];
    });
  }
}
