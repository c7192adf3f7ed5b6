import type { ContractEvent, DiagnosticEvent } from './boundary.ts';

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

  diagnosticEvents(): DiagnosticEvent[] {
    return this.#recorded.map((e) => ({ inSuccessfulCall: !e.failed, event: e.event }));
  }
}
