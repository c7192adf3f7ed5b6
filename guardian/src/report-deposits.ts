import { type Credit, outpointKey } from '@istsi/bitcoin-custody';
import { blockArgs, depositRulesOf } from '@istsi/contracts';
import { ReserveError } from '@istsi/contracts/clients/reserve-manager';
import type { GuardianWorld } from './guardian-world.ts';
import { sendCall } from './send-call.ts';

/** No guardian is asked. */
const UNBOUNDED = 2n ** 64n - 1n;

/** What was reported or minted, by outpoint and block: not asked about again. */
export type Reported = Map<string, string>;

/**
 * Reports what this node shows of deposits that are deep enough to be minted, where governance bounds what is minted
 * without. Returns how many; why some are not, is told.
 */
export async function reportDeposits(
  world: GuardianWorld,
  reported: Reported,
): Promise<{ sent: number; waiting?: string }> {
  const { coins, rules } = world;
  const due = coins
    .all()
    .filter((coin) => coin.branch === undefined && coin.spent === undefined)
    .filter((coin) => coin.amountSats >= rules.leastReportSats && reported.get(outpointKey(coin)) !== coin.blockHash);
  if (due.length === 0 || !(await isAsked(world))) return { sent: 0 };
  let sent = 0;
  let waiting: string | undefined;
  for (const coin of due) {
    const problem = await reportOne(world, coin);
    if (problem === 'reported') sent += 1;
    if (problem === 'reported' || problem === 'known') reported.set(outpointKey(coin), coin.blockHash);
    else if (problem !== 'too-shallow') waiting = problem;
  }
  return { sent, ...(waiting !== undefined && { waiting }) };
}

/** Whether governance bounds what is minted without a guardian, of a day or of one deposit. */
async function isAsked({ contracts: { reserve } }: GuardianWorld): Promise<boolean> {
  const [caps, rules] = await Promise.all([reserve.read('get_caps'), depositRulesOf(reserve)]);
  return caps.most_unreported !== UNBOUNDED || rules.guardian_from !== UNBOUNDED;
}

async function reportOne(world: GuardianWorld, coin: Credit): Promise<string> {
  const { contracts, memory, key, log, coins } = world;
  const outpoint = outpointKey(coin);
  const at = { tx_hash: Buffer.from(coin.txid, 'hex'), vout: coin.vout };
  const utxo = await contracts.reserve.tryRead('get_utxo', at);
  if (utxo.ok) return 'known';
  if (utxo.failure.contractError?.code !== ReserveError.OutpointNotFound) return utxo.failure.text;
  const user = memory.state().owners.get(coin.index);
  if (user === undefined) return `${outpoint} pays address ${coin.index}, and whose that is was not seen here`;
  const index = await contracts.kyc.tryRead('address_index', { user });
  if (!index.ok || index.value !== coin.index)
    return `the registry does not say that address ${coin.index} is ${user}'s`;
  const required = await contracts.reserve.read('required_confirmations_at', {
    amount: coin.amountSats,
    block_height: coin.height,
  });
  if ((coins.tip()?.height ?? -1) - coin.height + 1 < required) return 'too-shallow';

  const block = { height: coin.height, hash: coin.blockHash };
  const before = await contracts.reserve.read('get_report', at);
  const isSame = before?.user === user && before.amount === coin.amountSats && hexOf(before.block.hash) === block.hash;
  if (isSame) return 'known';
  const args = { guardian: key.publicKey(), ...at, amount: coin.amountSats, user, ...blockArgs(block) };
  const outcome = await sendCall(world, contracts.reserve.invocation('report_deposit', args));
  if (!outcome.ok) return `${outpoint} cannot be reported: ${outcome.reason}`;
  log('info', 'deposit reported', { outpoint, user, amountSats: coin.amountSats, tx: outcome.hash });
  return 'reported';
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
