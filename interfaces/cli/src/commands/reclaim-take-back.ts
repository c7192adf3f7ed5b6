import { readFileSync } from 'node:fs';
import {
  createBitcoinRpc,
  deriveReclaim,
  type OwnCoin,
  openRecoveryKey,
  parseRecoveryFile,
  parseTransaction,
  type ReclaimPlace,
  type RecoveryFile,
  scriptOfAddress,
  takeBack,
} from '@istsi/bitcoin-custody';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { formatBtc, formatCount } from '../terminal/format.ts';

export interface TakeBackCommandOptions {
  coin?: OwnCoin[];
  transaction?: Uint8Array;
  to: string;
  /** sat/vB. */
  feeRate: number;
  passphraseFile?: string;
  broadcast?: string;
}

const SATS_PER_KVB = 1_000n;

/** `istsi reclaim show`: whether a recovery file is whole, and what it is of. */
export function showRecoveryFile(path: string): Command {
  return async (context) => {
    const { file } = readRecoveryFile(path);
    const { network, address, descriptor, lockBlocks, secret } = file;
    const key = secret.kind === 'plain' ? 'readable: whoever has the file can take the coins' : 'under a passphrase';
    const lines = [
      `${address} (${network})`,
      `  Coins there can be taken back ${formatCount(lockBlocks)} blocks after the block that each is in.`,
      `  The key in the file is ${key}.`,
      `  ${descriptor}`,
    ];
    const facts = { network, address, descriptor, lock_blocks: lockBlocks, key: secret.kind };
    context.print(lines.join('\n'), { step: 'reclaim-file', ...facts });
    return 0;
  };
}

/** `istsi reclaim take-back`: by the recovery file alone. Nobody is asked anything, but the node that is named to send it. */
export function takeBackCoins(path: string, options: TakeBackCommandOptions): Command {
  return async (context) => {
    const { file, place } = readRecoveryFile(path);
    const coins = coinsOf(place, options);
    const destination = scriptOfAddress(options.to, place.descriptor.network);
    const secretKey = await openRecoveryKey(file, passphraseIn(options));
    const satsPerKvb = BigInt(options.feeRate) * SATS_PER_KVB;
    const { bytes, txid, amountSats, feeSats } = takeBack({ place, secretKey, coins, destination, satsPerKvb });
    const hex = Buffer.from(bytes).toString('hex');
    if (options.broadcast !== undefined) {
      await createBitcoinRpc({ url: options.broadcast, network: place.descriptor.network }).sendTransaction(bytes);
    }
    const lines = [
      `${formatBtc(amountSats)} BTC (${formatCount(amountSats)} sats) to ${options.to}, fee ${formatCount(feeSats)} sats`,
      options.broadcast === undefined
        ? `Nodes take it once each coin is ${formatCount(file.lockBlocks)} blocks deep. Nothing was sent.`
        : `Sent as ${txid}.`,
      hex,
    ];
    context.print(lines.join('\n'), {
      ...{ step: 'reclaim-take-back', txid, hex, sent: options.broadcast !== undefined },
      ...{ amount_sats: String(amountSats), fee_sats: String(feeSats), lock_blocks: file.lockBlocks },
    });
    return 0;
  };
}

function readRecoveryFile(path: string): { file: RecoveryFile; place: ReclaimPlace } {
  const read = parseRecoveryFile(readFileSync(path, 'utf8'));
  // The second derivation: what is wrong in one is not signed for.
  deriveReclaim(read.place);
  return read;
}

function coinsOf(place: ReclaimPlace, { coin = [], transaction }: TakeBackCommandOptions): OwnCoin[] {
  const paid = transaction ? paidIn(transaction, place) : [];
  if (coin.length + paid.length > 0) return [...coin, ...paid];
  const problem = transaction
    ? 'no output of that transaction pays the address of the file'
    : 'name the coins, with --coin or --transaction';
  throw new CliError('cli/bad-argument', { argument: transaction ? '--transaction' : '--coin', problem });
}

function paidIn(transaction: Uint8Array, place: ReclaimPlace): OwnCoin[] {
  const { scriptPubKey } = deriveReclaim(place);
  const { txid, outputs } = parseTransaction(transaction);
  return outputs.flatMap((output, vout) =>
    Buffer.compare(output.scriptPubKey, scriptPubKey) === 0 ? [{ txid, vout, amountSats: output.amountSats }] : [],
  );
}

/** Without the line end that editors add. */
const passphraseIn = ({ passphraseFile }: TakeBackCommandOptions): string | undefined =>
  passphraseFile === undefined ? undefined : readFileSync(passphraseFile, 'utf8').replace(/\r?\n$/, '');
