import { bookStandings, type PartHealth, type Services, type SystemStatus } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DepositState, Sats } from '../shapes.ts';
import { WithdrawalState } from '../withdrawal-shapes.ts';
import { typedRoutes } from './route-scope.ts';

const MOST_SHOWN = 20;
const Part = z.object({ ok: z.boolean(), error: z.string().nullable() });

const Views = z.number().int().describe('Servers that must say the same before value moves');

const Status = z
  .object({
    ok: z.boolean().describe('Every part answers, the books are true, and the system is known not to be paused'),
    paused: z.boolean().nullable().describe('Null: nobody can say, for the Stellar network cannot be asked'),
    stellar: Part.extend({ views: Views, ledger: z.number().int().nullable() }),
    bitcoin: Part.extend({
      views: Views,
      network: z.string(),
      height: z.number().int().nullable(),
      scanned_height: z.number().int().nullable().describe('Last block that was searched for deposits'),
    }),
    database: Part,
    books: Part.extend({
      standing: z
        .enum(bookStandings)
        .describe(
          '`ok` is for `true` alone. `unsearched`: not known yet, because the node has blocks that were not searched; `unanswered`: not known, because somebody does not answer',
        ),
      missing_sats: Sats.describe('Named by the reserve’s books, and not there on Bitcoin'),
      missing: z
        .array(
          z.object({
            ...{ outpoint: z.string(), amount_sats: Sats, user: z.string().nullable() },
            why: z.enum(['unmined', 'stolen']),
            spent_by: z.string().nullable(),
          }),
        )
        .describe('The first of them'),
    }),
    parts: z
      .array(z.object({ part: z.string(), state: z.enum(['ok', 'warning', 'failing']), diagnosis: z.string() }))
      .describe(
        'Every part, what was found a few seconds ago, and what follows; where looking takes too long, `monitor` says when that was',
      ),
    guardian: Part.extend({
      address: z.string(),
      state: z
        .enum(['watching', 'behind', 'accusing', 'unable'])
        .nullable()
        .describe('As it signed it; null when it does not answer'),
      since: z.string().nullable(),
      ledger: z.number().int().nullable(),
      bitcoin_height: z.number().int().nullable(),
      open: z.number().int().nullable().describe('Claims that it has not judged yet'),
      accused: z.number().int().nullable().describe('What it ever accused'),
    })
      .nullable()
      .describe('The second opinion, by its signed heartbeat; null where none is configured'),
    signers: z.array(Part.extend({ name: z.string(), address: z.string(), last_heartbeat: z.string().nullable() })),
    deposits: z.partialRecord(DepositState, z.number().int()).describe('How many there are in each state'),
    withdrawals: z.partialRecord(WithdrawalState, z.number().int()),
    contracts: z.record(z.string(), z.string()).describe('Contract ids by name'),
  })
  .meta({ id: 'Status' });

const isUp = ({ state }: PartHealth): boolean => state !== 'failing';

export function healthRoutes(scope: FastifyInstance, services: Services, version: string): void {
  const routes = typedRoutes(scope);
  routes.get(
    '/health',
    {
      config: { rateLimit: false },
      schema: {
        tags: ['system'],
        summary: 'Does the API answer?',
        response: { 200: z.object({ status: z.literal('ok'), version: z.string() }) },
      },
    },
    async () => ({ status: 'ok' as const, version }),
  );
  routes.get(
    '/status',
    {
      config: { tellsOfSilence: true },
      schema: { tags: ['system'], summary: 'How is every part?', response: { 200: Status } },
    },
    async () => {
      const [status, parts] = await Promise.all([services.status(), partsOf(services)]);
      const { stellar, bitcoin, database, books, signers, guardian, paused, deposits, withdrawals, contracts } = status;
      // What is asked just now is not judged by what it was a moment ago.
      const asked = new Set(['stellar', 'bitcoin', 'database', 'books', 'system', ...signers.map(({ name }) => name)]);
      const others = parts.filter(({ part }) => !asked.has(part));
      return {
        ok:
          paused === false &&
          [stellar, bitcoin, database, books, ...signers, ...(guardian ? [guardian] : [])].every((part) => part.ok) &&
          others.every(isUp),
        paused: paused ?? null,
        stellar: { ok: stellar.ok, views: stellar.views, ledger: stellar.ledger ?? null, error: stellar.error ?? null },
        bitcoin: {
          ok: bitcoin.ok,
          views: bitcoin.views,
          network: bitcoin.network,
          height: bitcoin.height ?? null,
          scanned_height: bitcoin.scannedHeight ?? null,
          error: bitcoin.error ?? null,
        },
        database: { ok: database.ok, error: database.error ?? null },
        books: {
          ...{ ok: books.ok, standing: books.standing, error: books.error ?? null },
          missing_sats: String(books.missingSats),
          missing: books.missing.slice(0, MOST_SHOWN).map(({ outpoint, amountSats, user, why, by }) => ({
            ...{ outpoint, amount_sats: String(amountSats), user: user ?? null, why, spent_by: by ?? null },
          })),
        },
        parts: parts.map((each) => ({ ...each })),
        guardian: guardian ? presentGuardian(guardian) : null,
        signers: signers.map(({ name, address, ok, error, lastHeartbeat }) => ({
          ...{ name, address, ok, error: error ?? null, last_heartbeat: lastHeartbeat?.toISOString() ?? null },
        })),
        deposits,
        withdrawals,
        contracts,
      };
    },
  );
}

/** Whoever asks how all is has waited long enough by then: as long as for a part that is asked just now. */
const LOOKED_MS = 10_000;

/** As they were found last, where looking at them takes too long, which is said. */
async function partsOf({ monitor }: Services): Promise<readonly PartHealth[]> {
  const { isLate, found } = await monitor.observedWithin(LOOKED_MS);
  if (!isLate) return found?.parts ?? [];
  const of = found ? `what else stands here was found at ${found.at.toISOString()}` : 'of most nothing is known';
  const diagnosis = `a look at every part takes longer than ${LOOKED_MS / 1_000} s: ${of}`;
  return [...(found?.parts ?? []), { part: 'monitor', state: 'failing', diagnosis }];
}

function presentGuardian({ address, ok, error, facts }: NonNullable<SystemStatus['guardian']>) {
  return {
    ...{ ok, error: error ?? null, address, state: facts?.state ?? null, since: facts?.since ?? null },
    ...{ ledger: facts?.ledger ?? null, bitcoin_height: facts?.bitcoinHeight ?? null },
    ...{ open: facts?.open ?? null, accused: facts?.accused ?? null },
  };
}
