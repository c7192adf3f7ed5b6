import { type CoreContractName, coreContractNames, type SystemContracts } from '@istsi/contracts';
import { findAccount, instanceState } from '@istsi/soroban-client';
import { judgeLifetimes } from '../lifetimes/judge-lifetimes.ts';
import type { Found, MonitorWorld } from './monitor-world.ts';
import { failing, inWords, ok, type PartHealth, warning } from './part-health.ts';
import { type Sample, sample } from './samples.ts';

const LEDGER_SECONDS = 5;
/** The services extend it when twice as much is left. */
const LEAST_TTL_LEDGERS = (30 * 86_400) / LEDGER_SECONDS;
/** What a few hundred transactions cost. */
const LOW_STROOPS = 100_000_000n;
/** Two base reserves, and one transaction: below that nothing is sent. */
const EMPTY_STROOPS = 15_000_000n;

const modes = ['normal', 'maintenance', 'emergency'];

/** Whether the contracts run, which code, and for how long they are kept. */
export async function lookAtContracts(world: MonitorWorld): Promise<Found> {
  const { contracts, manifest, network } = world;
  const [{ paused, mode }, versions, instances] = await Promise.all([
    contracts.router.read('get_state'),
    versionsOf(contracts),
    Promise.all(coreContractNames.map(async (name) => await instanceState(network, manifest.contracts[name].id))),
  ]);
  const samples: Sample[] = [sample('istsi_paused', paused ? 1 : 0)];
  const parts: PartHealth[] = [];
  let changed = 0;
  for (const [i, name] of coreContractNames.entries()) {
    const found = instances[i];
    if (found) samples.push(sample('istsi_contract_ttl_ledgers', found.ledgersLeft, { contract: name }));
    if (found && found.wasmHash !== manifest.contracts[name].wasmHash) changed += 1;
    parts.push(describeContract(name, versions[name], manifest.contracts[name].wasmHash, found));
  }
  samples.push(sample('istsi_contracts_changed', changed));
  const word = modes[mode] ?? `mode ${mode}`;
  if (paused) parts.push(failing('system', 'every contract is paused: `istsi resume`, by governance, lets them run'));
  else parts.push(mode === 0 ? ok('system', 'every contract runs') : warning('system', `runs in ${word} mode`));
  return { samples, parts };
}

async function versionsOf({ router, kyc, token, reserve }: SystemContracts): Promise<Record<CoreContractName, number>> {
  const [first, second, third, fourth] = await Promise.all([
    router.read('version'),
    kyc.read('version'),
    token.read('version'),
    reserve.read('version'),
  ]);
  return { 'integration-router': first, 'kyc-registry': second, 'istsi-token': third, 'reserve-manager': fourth };
}

function describeContract(
  name: CoreContractName,
  version: number,
  committed: string,
  found: Awaited<ReturnType<typeof instanceState>>,
): PartHealth {
  if (!found)
    return failing(name, 'the ledger has no such contract: it was archived, or the RPC is of another network');
  const { wasmHash, ledgersLeft } = found;
  if (wasmHash !== committed) {
    const at = `${wasmHash?.slice(0, 8) ?? 'none'}… runs, and ${committed.slice(0, 8)}… was deployed`;
    return warning(name, `${at}: it was upgraded since, or by somebody else; compare with the proposals of governance`);
  }
  const left = `its entry is kept another ${inWords(ledgersLeft * LEDGER_SECONDS)}`;
  if (ledgersLeft < LEAST_TTL_LEDGERS) return warning(name, `${left}: extend it, or it is archived`);
  return ok(name, `version ${version}, code ${committed.slice(0, 8)}… as deployed; ${left}`);
}

/** Whether what the contracts keep is kept from being archived. */
export function lookAtLifetimes({ lifetimes }: MonitorWorld): Promise<Found> {
  const found = lifetimes();
  const samples = found?.least === undefined ? [] : [sample('istsi_least_ttl_ledgers', found.least)];
  return Promise.resolve({ samples, parts: [judgeLifetimes(found)] });
}

/** Whether the accounts that pay for transactions still can. */
export async function lookAtChannels({ network, channels }: MonitorWorld): Promise<Found> {
  const balances = await Promise.all(channels.map(async (address) => (await findAccount(network, address))?.balance));
  const samples = balances.map((balance, i) =>
    sample('istsi_channel_balance_stroops', balance ?? 0n, { channel: String(i + 1) }),
  );
  const empty = balances.filter((balance) => (balance ?? 0n) < EMPTY_STROOPS).length;
  const low = balances.filter((balance) => (balance ?? 0n) < LOW_STROOPS).length;
  const all = channels.length;
  if (empty === all)
    return { samples, parts: [failing('channels', 'no account can pay for a transaction: send lumens')] };
  const told = `${low} of ${all} accounts that pay for transactions have less than ${LOW_STROOPS / 10_000_000n} lumens`;
  return { samples, parts: [low === 0 ? ok('channels', `${all} accounts can pay`) : warning('channels', told)] };
}
