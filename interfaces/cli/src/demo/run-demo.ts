import { setTimeout as sleep } from 'node:timers/promises';
import { answered } from '../api/client.ts';
import type { Context } from '../context.ts';
import { dataDirectory } from '../state/data-directory.ts';
import type { Endpoints } from '../state/endpoints.ts';
import type { Keys } from '../state/keys.ts';
import { readManifest } from '../system/manifest-file.ts';
import { rememberDemoUser } from '../withdrawals/user-key.ts';
import { runDeposit } from './run-deposit.ts';
import { runExchange } from './run-exchange.ts';
import { runProof } from './run-proof.ts';
import { runTransfer } from './run-transfer.ts';
import { runWithdrawal } from './run-withdrawal.ts';
import { showOutcome } from './show-outcome.ts';
import { openStage } from './stage.ts';

/** The whole way: bitcoin in, some of it for test dollars, iSTSi from one holder to another, bitcoin out, a proof of what is left, and the books. */
export async function runDemo(
  context: Context,
  system: { endpoints: Endpoints; keys: Keys },
  amountSats: bigint,
): Promise<void> {
  const directory = dataDirectory(context.configuration.dataDirectory);
  const { contracts } = readManifest(directory.manifest);
  const stage = await openStage(context, system);
  const deposit = await runDeposit(stage, amountSats);
  rememberDemoUser(directory, deposit.user);
  const transferredSats = (amountSats * 2n) / 3n;
  const exchanged = await runExchange(stage, contracts['integration-router'].id, deposit.user, amountSats / 10n);
  const receiver = await runTransfer(stage, contracts['istsi-token'].id, deposit.user, transferredSats);
  const paid = await runWithdrawal(stage, contracts['integration-router'].id, receiver, transferredSats);
  const proof = await runProof(stage, {
    reserve: contracts['reserve-manager'].id,
    token: contracts['istsi-token'].id,
  });
  const reserves = await readReserves(stage);
  showOutcome(context, {
    deposit,
    ...{ transferredSats, exchanged, paid },
    proofId: proof.id,
    reservesSats: BigInt(reserves.reserves_sats),
    supplySats: BigInt(reserves.supply_sats),
    ratioBps: reserves.reserve_ratio_bps,
  });
}

const LOOK_MS = 100;
const LOOKS = 300;

/** With the ratio, which is told once every block is searched: a newer one may just have come. */
async function readReserves({ api }: Awaited<ReturnType<typeof openStage>>) {
  let reserves = await answered(api.GET('/v1/reserves'));
  for (let look = 1; reserves.reserve_ratio_bps === null && look < LOOKS; look += 1) {
    await sleep(LOOK_MS);
    reserves = await answered(api.GET('/v1/reserves'));
  }
  return reserves;
}
