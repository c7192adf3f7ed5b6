import { outpointKey, parseOutpoint } from '@istsi/bitcoin-custody';
import { returnId } from '@istsi/contracts';
import { UtxoState, type Withdrawal } from '@istsi/contracts/clients/reserve-manager';
import { latestLedger } from '@istsi/soroban-client';
import { findOutput, findReturn } from './deposit-output.ts';
import type { SignerWorld } from './judged-call.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';

interface Owed {
  id: string;
  withdrawal: Pick<Withdrawal, 'burned' | 'amount'>;
}

/** Officers have this long to hold a return, by the contract. */
const HOLDING_SECONDS = 86_400n;

/** Nothing was burned for it: it pays back a deposit that may not become tokens. */
const isReturn = ({ withdrawal }: Owed): boolean => withdrawal.burned === 0n;

/**
 * Deposits that a payment pays back. Which they are the requester says (`evidence`: `{"returned": ["<txid>:<output>", …]}`),
 * and their numbers prove it. Each must be one that the reserve pays back, that nobody holds, that is old enough, and whose
 * own Bitcoin is there still: what Bitcoin took from the reserve is not paid back from the coins of others.
 */
export async function checkReturns(
  world: SignerWorld,
  owed: readonly Owed[],
  evidence: unknown,
): Promise<AttestationRefusal | undefined> {
  const returned = owed.filter(isReturn);
  if (returned.length === 0) return undefined;
  const outpoints = readReturned(evidence);
  if (!outpoints) return refuse('attestation/malformed', 'the evidence is not {"returned": ["<txid>:<output>", …]}');
  const { closeTime } = await latestLedger(world.network);
  for (const one of returned) {
    const outpoint = outpoints.get(one.id);
    if (outpoint === undefined) {
      return refuse(
        'attestation/withdrawal',
        `${one.id} is paid back for a deposit, and the evidence does not name it`,
      );
    }
    const refusal = await checkReturn(world, one, outpoint, BigInt(closeTime));
    if (refusal) return refusal;
  }
  return undefined;
}

/** By the number that payments know each by. */
function readReturned(evidence: unknown): ReadonlyMap<string, string> | undefined {
  const { returned } = (evidence ?? {}) as { returned?: unknown };
  if (!Array.isArray(returned)) return undefined;
  const named = returned.filter((text): text is string => typeof text === 'string' && OUTPOINT.test(text));
  if (named.length < returned.length) return undefined;
  return new Map(named.map((text) => [returnId(parseOutpoint(text)), text]));
}

const OUTPOINT = /^[0-9a-f]{64}:\d{1,9}$/;

async function checkReturn(
  world: SignerWorld,
  { id, withdrawal }: Owed,
  outpoint: string,
  now: bigint,
): Promise<AttestationRefusal | undefined> {
  const output = parseOutpoint(outpoint);
  const deposit = await findReturn(world, output);
  if (!deposit || deposit.amount !== withdrawal.amount) {
    return refuse('attestation/withdrawal', `the reserve does not pay ${withdrawal.amount} sats back for ${outpoint}`);
  }
  if (deposit.held) return refuse('attestation/watch', `a compliance officer holds the return of ${outpoint}`);
  if (!deposit.approved) {
    return refuse('attestation/watch', `no second officer has agreed to where ${outpoint} is paid back to`);
  }
  const from = deposit.registered_at + HOLDING_SECONDS;
  if (now < from) {
    const moment = new Date(Number(from) * 1000).toISOString();
    return refuse('attestation/watch', `${id} is not paid before ${moment}: officers have a day to hold it`);
  }
  return await checkThere(world, output);
}

async function checkThere(
  world: SignerWorld,
  output: { txid: string; vout: number },
): Promise<AttestationRefusal | undefined> {
  const outpoint = outpointKey(output);
  const utxo = await findOutput(world, output);
  if (!utxo || utxo.state === UtxoState.Lost) {
    return refuse('attestation/withdrawal', `${outpoint} was taken off the books: nothing is paid back for it`);
  }
  // Spent by a payment of the reserve, it was there.
  if (utxo.state !== UtxoState.Unspent) return undefined;
  if (await world.bitcoin.getUnspentOutput(output.txid, output.vout, 'chain')) return undefined;
  return refuse('attestation/books', `this signer's node does not have ${outpoint}, which is to be paid back`);
}
