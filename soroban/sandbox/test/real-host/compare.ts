import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { xdr } from '@stellar/stellar-sdk';
import { configSetting } from '../../src/config-settings.ts';
import type { Captured, Invocation, Outcome } from './wire.ts';

/** What of two outcomes can differ. */
export const KINDS = ['outcome', 'events', 'entries', 'rent', 'auth', 'resources', 'instructions', 'memory'] as const;
export type Kind = (typeof KINDS)[number];
export type Difference = {
  readonly kind: Kind;
  readonly test: string;
  readonly sandbox: string;
  readonly network: string;
};
export type Comparison = {
  readonly invocations: number;
  readonly succeeded: number;
  readonly differences: readonly Difference[];
};

/** Gives the program that stands for a node of a protocol, which executes or simulates; built when it is asked for. */
export type Programs = (protocol: number, isRecording: boolean) => string;

/** Has the network's host repeat every invocation that was captured in a directory. */
export async function compareAll(directory: string, programs: Programs): Promise<Comparison> {
  const data = new Map<string, string>();
  const nodes = new Map<string, Node>();
  const differences: Difference[] = [];
  let invocations = 0;
  let succeeded = 0;
  try {
    for (const name of readdirSync(directory)) {
      for await (const text of createInterface({ input: createReadStream(join(directory, name)) })) {
        const line = JSON.parse(text) as Captured;
        if ('line' in line) {
          data.set(sha256(line.data), line.data);
          continue;
        }
        const { protocol } = line.invocation.ledger;
        const program = programs(protocol, line.invocation.resources === null);
        const node = nodes.get(program) ?? new Node(program, protocol);
        nodes.set(program, node);
        const outcome = await node.repeat(line.invocation, data);
        differences.push(...differing(line, outcome));
        invocations++;
        if (outcome.error === null) succeeded++;
      }
    }
  } finally {
    for (const node of nodes.values()) node.stop();
  }
  return { invocations, succeeded, differences };
}

const sha256 = (base64: string) => createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex');

/** A process of the harness. */
export class Node {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private readonly told = new Set<string>();

  constructor(program: string, protocol: number) {
    this.child = spawn(program);
    this.child.stderr.pipe(process.stderr);
    const lines: Interface = createInterface({ input: this.child.stdout });
    this.answers = lines[Symbol.asyncIterator]();
    this.tell({ line: 'costs', cpu: costs(protocol, 'Cpu'), memory: costs(protocol, 'Memory') });
  }

  async repeat(invocation: Invocation, data: ReadonlyMap<string, string>): Promise<Outcome> {
    this.tellData(invocation, data);
    return (await this.ask(invocation, invocation)) as Outcome;
  }

  /** Microseconds of a processor that one of so many rounds takes. */
  async measure(invocation: Invocation, data: ReadonlyMap<string, string>, rounds: number): Promise<number> {
    this.tellData(invocation, data);
    return ((await this.ask({ line: 'measure', rounds, invocation }, invocation)) as { readonly micros: number })
      .micros;
  }

  private tellData(invocation: Invocation, data: ReadonlyMap<string, string>): void {
    for (const { data: hash } of invocation.entries) {
      if (hash === null || this.told.has(hash)) continue;
      this.told.add(hash);
      this.tell({ line: 'data', data: data.get(hash) });
    }
  }

  private async ask(line: object, invocation: Invocation): Promise<unknown> {
    this.tell(line);
    const answer = await this.answers.next();
    if (answer.done) throw new Error(`the network's host ended at ${JSON.stringify(invocation).slice(0, 2000)}`);
    return JSON.parse(answer.value);
  }

  stop(): void {
    this.child.stdin.end();
  }

  private tell(line: object): void {
    this.child.stdin.write(`${JSON.stringify(line)}\n`);
  }
}

/** `ContractCostParams` as this network serves them: what clients are told is what the other host charges by. */
function costs(protocol: number, of: 'Cpu' | 'Memory'): string {
  const { ConfigSettingId: Id } = xdr;
  const ids = {
    Cpu: Id.configSettingContractCostParamsCpuInstructions,
    Memory: Id.configSettingContractCostParamsMemoryBytes,
  };
  const setting = configSetting(ids[of], protocol);
  // Behind the id of the setting stands what the host is handed.
  return Buffer.from(setting!.toXdr().subarray(4)).toString('base64');
}

type Repeated = Exclude<Captured, { readonly line: 'data' }>;

const OUT_OF_BUDGET = 'Error(Budget, ExceededLimit)';

function differing({ test, invocation, outcome }: Repeated, network: Outcome): Difference[] {
  const sandbox = { ...outcome, entries: told(invocation, outcome, network) };
  // Where a budget ends, it is told by what was charged last; here several charges are taken at once.
  const isUncounted = network.error === OUT_OF_BUDGET && sandbox.error === OUT_OF_BUDGET;
  const one = texts(sandbox, (data) => data ?? '');
  const other = texts(network, (data) => (data === null ? '' : sha256(data)));
  return KINDS.filter((kind) => one[kind] !== other[kind])
    .filter((kind) => !isUncounted || (kind !== 'instructions' && kind !== 'memory'))
    .map((kind) => ({ kind, test, sandbox: one[kind], network: other[kind] }));
}

/** Entries without those that the network does not tell, and that are as they were. */
function told({ entries }: Invocation, sandbox: Outcome, network: Outcome): Outcome['entries'] {
  const keys = new Set(network.entries.map(({ key }) => key));
  const before = new Map(entries.map((entry) => [entry.key, entry]));
  return sandbox.entries.filter(({ key, data, liveUntil }) => {
    const old = before.get(key);
    return keys.has(key) || data !== (old?.data ?? null) || liveUntil !== (old?.liveUntil ?? null);
  });
}

/** An outcome as texts that are equal where it is. */
function texts(outcome: Outcome, hash: (data: string | null) => string): Record<Kind, string> {
  const entries = outcome.entries.map(({ key, data, liveUntil }) => `${key} ${hash(data)} ${liveUntil}`);
  return {
    outcome: outcome.value ?? outcome.error ?? '',
    events: outcome.events.join(' '),
    entries: entries.sort().join('\n'),
    rent: `${outcome.rent}`,
    // What a call recorded that failed is of no use.
    auth: outcome.error === null ? outcome.auth.join(' ') : '',
    resources: outcome.error === null ? `${outcome.resources ?? ''} ${outcome.restored.join()}` : '',
    instructions: `${outcome.instructions}`,
    memory: `${outcome.memory}`,
  };
}
