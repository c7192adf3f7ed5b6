import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Epochs, type Log } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import { judgeAccount, type StellarViews } from './account-fault.ts';
import type { SignerRanking } from './collect.ts';
import { readHeartbeat, type SignerHeartbeat } from './read-heartbeat.ts';
import { requestHeartbeat, type SignerEndpoint, SignerUnavailable } from './signer-client.ts';
import { HEARTBEAT_MS, judgeSigners, type SignerHealth, type SignerStanding } from './signer-health.ts';

/** Who could sign now, known before anybody needs it. */
export interface Heartbeats {
  health(): SignerHealth;
  /** Asks every signer now. */
  ask(): Promise<void>;
  run(signal: AbortSignal): Promise<void>;
}

export interface HeartbeatOptions {
  signers: readonly SignerEndpoint[];
  epochs: Epochs;
  contracts: SystemContracts;
  views: StellarViews;
  /** Is told of those whose signatures do not count. */
  ranking: SignerRanking;
  log: Log;
  now?: () => Date;
}

/** One that does not answer is asked sooner. */
const RETRY_MS = 60_000;
/** A keystore in another process, and two nodes that may be slow. */
const TIMEOUT_MS = 20_000;

const whyMissing = (error: unknown): string =>
  error instanceof SignerUnavailable ? error.failure.reason : describeError(error);

export function createHeartbeats(options: HeartbeatOptions): Heartbeats {
  const { signers, epochs, contracts, views, ranking, log, now = () => new Date() } = options;
  const heard = new Map<string, SignerStanding>(
    signers.map(({ address }, i) => [address, { name: `signer-${i + 1}`, address, ok: false }]),
  );
  let threshold = signers.length;

  async function askOne(signer: SignerEndpoint): Promise<void> {
    const { address } = signer;
    const before = heard.get(address) as SignerStanding;
    const [answer, fault] = await Promise.all([askForBeat(signer), judgeAccount(views, ranking, address)]);
    const { found, isFalse } = fault === undefined ? answer : { found: fault, isFalse: true };
    if (typeof found !== 'string') {
      heard.set(address, { ...before, ok: true, error: undefined, isFalse: false, heartbeat: found, heardAt: now() });
      return;
    }
    if (before.error !== found)
      log('warn', 'a signer’s heartbeat is missing', { signer: before.name, address, why: found });
    heard.set(address, { ...before, ok: false, isFalse, error: found });
  }

  async function askForBeat(signer: SignerEndpoint): Promise<{ found: SignerHeartbeat | string; isFalse: boolean }> {
    const { address } = signer;
    const nonce = randomBytes(32).toString('hex');
    const reserve = contracts.reserve.contractId;
    return await requestHeartbeat(signer, nonce, TIMEOUT_MS).then(
      (answer) => ({ found: readHeartbeat(answer, { address, reserve, nonce, epochs }), isFalse: true }),
      (error: unknown) => ({ found: whyMissing(error), isFalse: false }),
    );
  }

  async function ask(): Promise<void> {
    const config = await contracts.reserve.tryRead('get_config').catch(() => undefined);
    if (config?.ok) ({ threshold } = config.value);
    await Promise.all(signers.map(askOne));
  }

  const health = (): SignerHealth => judgeSigners([...heard.values()], threshold, now().getTime());

  return {
    health,
    ask,
    async run(signal) {
      let level: SignerHealth['level'] = 'unknown';
      while (!signal.aborted) {
        await ask().catch((error: unknown) =>
          log('warn', 'asking for heartbeats failed', { error: describeError(error) }),
        );
        const found = health();
        if (found.level !== level) log(found.level === 'well' ? 'info' : 'error', `signers: ${found.diagnosis}`);
        level = found.level;
        await sleep(level === 'well' ? HEARTBEAT_MS : RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
