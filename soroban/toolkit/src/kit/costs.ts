import type { Direct } from '@istsi/soroban-sandbox';
import type { xdr } from '@stellar/stellar-sdk';

/** What a call needs, as the network's simulation measures it and a transaction has to declare it. */
export interface Cost {
  instructions: number;
  diskReadBytes: number;
  writeBytes: number;
  /** Ledger entries that it reads or writes. */
  entries: number;
  /** Stroops, rent included, without the fee for inclusion. */
  resourceFee: bigint;
}

/** Measures a call without making it. Throws what keeps it from succeeding. */
export function measure(direct: Direct, source: string, invoke: xdr.HostFunction): Cost {
  const { data, error } = direct.prepare(source, invoke);
  if (error !== undefined) throw new Error(`it cannot be measured: ${error.split('\n')[0]}`);
  return costOf(data);
}

/** What a transaction declares. */
export function costOf({ resources, resourceFee }: xdr.SorobanTransactionData): Cost {
  const { instructions, diskReadBytes, writeBytes, footprint } = resources;
  const entries = footprint.readOnly.length + footprint.readWrite.length;
  return { instructions, diskReadBytes, writeBytes, entries, resourceFee };
}

/** The calls that a kit made: how often, and the least and the most that each function needed. */
export class CostReport {
  readonly #functions = new Map<string, { calls: number; least: Cost; most: Cost }>();

  add(name: string, cost: Cost): void {
    const known = this.#functions.get(name);
    if (known === undefined) this.#functions.set(name, { calls: 1, least: cost, most: cost });
    else {
      known.calls++;
      if (cost.instructions < known.least.instructions) known.least = cost;
      if (cost.instructions > known.most.instructions) known.most = cost;
    }
  }

  /** A table, the dearest function first. */
  toString(): string {
    const rows = [...this.#functions].sort(([, a], [, b]) => b.most.instructions - a.most.instructions);
    const cells = rows.map(([name, { calls, least, most }]) => [
      name,
      String(calls),
      least.instructions.toLocaleString('en'),
      most.instructions.toLocaleString('en'),
      String(most.entries),
      most.writeBytes.toLocaleString('en'),
      most.resourceFee.toLocaleString('en'),
    ]);
    const table = [
      ['function', 'calls', 'least instructions', 'most', 'entries', 'bytes written', 'stroops'],
      ...cells,
    ];
    const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
    const line = (row: string[]) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ');
    return table.map(line).join('\n');
  }
}
