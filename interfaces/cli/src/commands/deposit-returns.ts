import { decideReturn, type ReturnDecision } from '@istsi/integration';
import { openNetwork } from '@istsi/soroban-client';
import { answered, openApi } from '../api/client.ts';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { governanceKey } from '../governance/governance-key.ts';
import { type GovernedOptions, openGoverned } from '../governance/governed-system.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { askedApi } from '../system/asked-api.ts';
import { requireRunning } from '../system/find-running.ts';
import { fundWhereFree } from '../system/free-lumens.ts';
import { readManifest } from '../system/manifest-file.ts';
import { formatCount } from '../terminal/format.ts';
import { signCall } from '../withdrawals/envelope.ts';
import { sendUntilDecided } from '../withdrawals/request-withdrawal.ts';
import { userKey } from '../withdrawals/user-key.ts';
import { depositLines } from './deposits.ts';

export interface NameReturnOptions {
  to: string;
  maxFee?: bigint;
  user?: string;
}

/** `istsi deposits give-back <txid:output>`: has custodians asked whether it may be paid back. */
export function giveBack(outpoint: string): Command {
  return async (context) => {
    const { compliance: api } = askedApi(context);
    const params = { path: { outpoint } };
    const deposit = await answered(api.POST('/v1/deposits/{outpoint}/return', { params, body: {} }));
    context.print(depositLines(context.colours, deposit), { step: 'deposit', ...deposit });
    return 0;
  };
}

/** `istsi deposits return <txid:output> --to <address>`: its owner names where it is paid to; the key stays here. */
export function nameReturn(outpoint: string, { to, maxFee, user }: NameReturnOptions): Command {
  return async (context) => {
    const { configuration } = context;
    const key = userKey(dataDirectory(configuration.dataDirectory), user, configuration.userSecret);
    const { directory, endpoints } = requireRunning(configuration.dataDirectory);
    const network = openNetwork({ rpcUrl: endpoints.stellarRpcUrl, networkPassphrase: endpoints.networkPassphrase });
    await fundWhereFree(network, endpoints, key.publicKey());
    const reserve = readManifest(directory.manifest).contracts['reserve-manager'].id;
    const api = openApi(endpoints.apiUrl);
    const body = { outpoint, bitcoin_address: to, ...(maxFee !== undefined && { max_fee_sats: String(maxFee) }) };
    const prepared = await answered(api.POST('/v1/returns/prepare', { body }));
    const [txid, vout] = outpoint.split(':');
    const owner = key.publicKey();
    const call = {
      ...{ source: owner, contract: reserve, entry: 'name_return' },
      args: [owner, txid, vout, to, maxFee ?? BigInt(prepared.max_fee_sats)],
    };
    const envelope = signCall(prepared.envelope, prepared.network_passphrase, call, key);
    const deposit = await sendUntilDecided(prepared.withdrawal_id, async () => {
      const answer = await answered(api.POST('/v1/returns', { body: { envelope } }));
      return { done: answer.deposit, note: answer.note };
    });
    const fee = `at most ${formatCount(BigInt(prepared.max_fee_sats))} sats go to the fee`;
    context.print(`${depositLines(context.colours, deposit)}\n    ${fee}`, { step: 'deposit', ...deposit });
    return 0;
  };
}

/** `istsi deposits hold | release --services`: as an officer, whose key the services hold. */
export function holdThroughServices(outpoint: string, held: boolean): Command {
  return async (context) => {
    const { compliance: api } = askedApi(context);
    const params = { path: { outpoint } };
    const deposit = await answered(api.POST('/v1/deposits/{outpoint}/hold', { params, body: { held } }));
    context.print(depositLines(context.colours, deposit), { step: 'deposit', ...deposit });
    return 0;
  };
}

/** `istsi deposits hold | release | propose-return | approve-return`: an officer decides, with a key that is read for it. */
export function decideOnReturn(outpoint: string, decision: ReturnDecision, options: GovernedOptions): Command {
  return async (context) => {
    const { governance } = await openGoverned(context, options);
    const [txid = '', vout] = outpoint.split(':');
    const at = { txid, vout: Number(vout) };
    const { stellarTx } = await decideReturn(governance, governanceKey(context, options.key), at, decision);
    context.print(`  ${WORDS[decision.do]}: ${outpoint}\n    ${context.colours.faint(stellarTx)}`, {
      ...{ step: 'return', decision: decision.do, outpoint, stellar_transaction: stellarTx },
    });
    return 0;
  };
}

const WORDS: Record<ReturnDecision['do'], string> = {
  propose: 'proposed; a second officer approves it in a week or later',
  approve: 'approved; it is paid with the next payment',
  hold: 'held; it is not paid until it is released',
  release: 'released',
};

/** `<txid>:<output>`, or a clear word before anything is asked. */
export function requireOutpoint(text: string): string {
  if (/^[0-9a-f]{64}:(0|[1-9]\d{0,9})$/.test(text)) return text;
  const problem = 'expected <txid>:<output number>; `istsi deposits` lists them';
  throw new CliError('cli/bad-argument', { argument: text, problem });
}
