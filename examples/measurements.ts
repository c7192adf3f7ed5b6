import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Contract, Kit } from '@istsi/soroban-ts';

/** What one example weighs, and what one call of it costs. */
export interface Row {
  example: string;
  /** Of the Wasm, with its spec. */
  bytes: number;
  call: string;
  /** That a transaction of it declares. */
  instructions: number;
}

type Args = Record<string, unknown>;
interface Measured {
  constructed?: Args;
  call: string;
  args: Args;
  before?: (contract: Contract) => Promise<unknown>;
}

export const pathOf = (example: string, file = 'contract.ts'): string =>
  fileURLToPath(new URL(`${example}/${file}`, import.meta.url));
const ZEROS = Buffer.alloc(32);

/** Deploys each example, and measures one call of it that succeeds. */
export async function measureExamples(kit: Kit): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [example, { constructed, call, args, before }] of Object.entries(await calls(kit))) {
    const { wasm } = await kit.upload(pathOf(example));
    const contract = await kit.deploy(pathOf(example), constructed);
    await before?.(contract);
    rows.push({ example, bytes: wasm.length, call, instructions: contract.cost(call, args).instructions });
  }
  return rows;
}

async function calls(kit: Kit): Promise<Record<string, Measured>> {
  const me = kit.owner.address;
  const token = await kit.deploy(pathOf('token'), { admin: me, decimal: 7, name: 'Token', symbol: 'TKN' });
  const { address: bob } = await kit.account();
  for (const to of [me, bob]) await token.call('mint', { to, amount: 1_000n });
  const adder = await kit.deploy(pathOf('cross-contract', 'adder.ts'));
  const { hash } = await kit.upload(pathOf('cross-contract', 'adder.ts'));
  const state = { count: 0, last: undefined, step: { tag: 'AtMost', values: [3] } };
  const swap = { token_a: token.address, token_b: token.address, amount_a: 5n, min_b_for_a: 4n };
  return {
    'hello-world': { call: 'hello', args: { to: 'Dev' } },
    counter: { call: 'increment', args: { by: 1 } },
    events: { call: 'increment', args: { by: 2 } },
    errors: { call: 'increment', args: {} },
    'custom-types': { constructed: { state }, call: 'increment', args: { by: 5 } },
    auth: { call: 'increment', args: { user: me, by: 1 } },
    'cross-contract': { call: 'add_with', args: { adder: adder.address, x: 5, y: 7 } },
    deployer: {
      constructed: { admin: me },
      call: 'deploy',
      args: { wasm_hash: hash, salt: ZEROS, constructor_args: [] },
    },
    token: {
      constructed: { admin: me, decimal: 7, name: 'Token', symbol: 'TKN' },
      call: 'transfer',
      args: { from: me, to: token.address, amount: 10n },
      before: (contract) => contract.call('mint', { to: me, amount: 1_000n }),
    },
    'atomic-swap': {
      call: 'swap',
      args: { a: me, b: bob, ...swap, amount_b: 5n, min_a_for_b: 4n },
    },
    timelock: {
      call: 'deposit',
      args: { from: me, token: token.address, amount: 10n, claimants: [me], not_before: 0n },
    },
    escrow: {
      constructed: { buyer: me, seller: bob, token: token.address, amount: 10n, deadline: 4_000_000_000n },
      call: 'fund',
      args: {},
    },
    vault: {
      constructed: { token: token.address },
      call: 'deposit',
      args: { owner: me, amount: 10n },
    },
    upgradeable: {
      constructed: { admin: me },
      call: 'upgrade',
      args: { new_wasm_hash: hash },
    },
    account: {
      constructed: { signers: [kit.owner.keypair.rawPublicKey()], threshold: 1 },
      call: 'threshold',
      args: {},
    },
  };
}

export const committedRows = (): Row[] =>
  JSON.parse(readFileSync(new URL('costs.json', import.meta.url), 'utf8')) as Row[];

export function readmeTable(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ example, bytes, call, instructions }) =>
      `| [\`${example}\`](${example}/contract.ts) | ${bytes.toLocaleString('en')} | \`${call}\` | ${instructions.toLocaleString('en')} |`,
  );
  return ['| example | bytes | call | instructions |', '| --- | ---: | --- | ---: |', ...lines].join('\n');
}
