import { type ChainEvent, decodeEvent, readLedgerEvents } from '@istsi/soroban-client';
import type { contract } from '@stellar/stellar-sdk';
import { type Claim, findingsIn, type SystemEvent } from './claims.ts';
import { type GuardianWorld, unseen, type Verdict } from './guardian-world.ts';
import { isOutOfReach } from './judge-claim.ts';

const PARTS = ['router', 'reserve', 'token', 'kyc'] as const;

/**
 * Nobody is accused on one RPC's word where two are configured: the other one has the same event, in the same place and of
 * the same content. What one of them invents is told as what it is.
 */
export async function confirmClaim(world: GuardianWorld, claim: Claim): Promise<Verdict | undefined> {
  const { other, contracts, key } = world;
  if (!other || claim.ledger === undefined) return undefined;
  const contractIds = new Set(PARTS.map((part) => contracts[part].contractId));
  try {
    const [ledger] = await readLedgerEvents(other, { from: claim.ledger, limit: 1, contractIds });
    if (ledger?.sequence !== claim.ledger) return unseen(`the second RPC does not have ledger ${claim.ledger} yet`);
    const sameTransaction = ofTransaction(ledger.events, claim.id).flatMap((event) => parse(event, contracts));
    const { claims } = findingsIn(sameTransaction, key.publicKey());
    const told = claims.find(({ id }) => id === claim.id);
    if (told && textOf(told) === textOf(claim)) return undefined;
    return unseen(
      `the two RPCs differ about ledger ${claim.ledger}: one of them has invented, or lost, what ${claim.id} says`,
    );
  } catch (error) {
    if (isOutOfReach(error)) return unseen(`the second RPC does not answer: ${String(error)}`);
    throw error;
  }
}

function ofTransaction(events: readonly ChainEvent[], id: string): ChainEvent[] {
  const hash = events.find((event) => event.id === id)?.txHash;
  return events.filter((event) => event.txHash === hash);
}

function parse(event: ChainEvent, contracts: GuardianWorld['contracts']): SystemEvent[] {
  const contract = PARTS.find((part) => contracts[part].contractId === event.contractId);
  const parsed = contract && read(event, contracts[contract].spec);
  if (!contract || !parsed) return [];
  const at = Math.floor(event.closedAt.getTime() / 1_000);
  const data = parsed.data as Record<string, unknown>;
  return [{ id: event.id, contract, name: parsed.name, data, ledger: event.ledger, at }];
}

/** What cannot be decoded says nothing that the claim does. */
function read(event: ChainEvent, spec: contract.Spec): ReturnType<contract.Spec['parseEvent']> {
  try {
    const { topic, value } = decodeEvent(event);
    return spec.parseEvent(topic, value);
  } catch {
    return undefined;
  }
}

const textOf = (claim: Claim): string =>
  JSON.stringify(claim, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
