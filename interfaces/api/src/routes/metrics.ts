import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problem } from '../problems.ts';
import { typedRoutes } from './route-scope.ts';

const Whole = z.string().regex(/^\d+$/).describe('As text');
const SystemMetrics = z
  .object({
    total_operations: Whole,
    successful_operations: Whole,
    failed_operations: Whole,
    average_processing_time: Whole.describe('Seconds'),
    current_reserve_ratio: Whole.nullable().describe('Basis points, rounded down; null while nothing is issued'),
    last_updated: Whole.describe('Unix seconds of the ledger in which the router counted last'),
  })
  .meta({ id: 'SystemMetrics' });

const Decimal = z.string().describe('With every digit');
const MetricHistory = z
  .object({
    series: z.string(),
    span_seconds: z.number().int().describe('What one point is of'),
    points: z.array(z.object({ at: z.string(), last: Decimal, least: Decimal, most: Decimal })),
  })
  .meta({ id: 'MetricHistory' });

const DAY_MS = 86_400_000;
const Time = z.iso.datetime({ offset: true });

/**
 * `/metrics` is for whoever has the key of metrics, which opens nothing else, or the operator's. It names nobody, and says all
 * the same how much is held, how busy it is, and whether anybody tries keys.
 */
export function openMetricsRoute(api: FastifyInstance, { monitor }: Services): void {
  api.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { contentType, text } = await monitor.openMetrics();
    return reply.header('content-type', contentType).send(text);
  });
}

export function metricsRoutes(scope: FastifyInstance, { monitor }: Services): void {
  const routes = typedRoutes(scope);
  const common = { tags: ['monitor'] };
  routes.get(
    '/metrics',
    {
      schema: {
        ...{ ...common, summary: 'What the router counted, and how much is backed' },
        response: { 200: SystemMetrics },
      },
    },
    async () => {
      const metrics = await monitor.systemMetrics();
      return {
        total_operations: String(metrics.totalOperations),
        successful_operations: String(metrics.successfulOperations),
        failed_operations: String(metrics.failedOperations),
        average_processing_time: String(metrics.averageProcessingTime),
        current_reserve_ratio: metrics.currentReserveRatio === null ? null : String(metrics.currentReserveRatio),
        last_updated: String(metrics.lastUpdated),
      };
    },
  );
  const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem };
  routes.get(
    '/metrics/series',
    {
      schema: {
        ...{ ...common, summary: 'What there is a history of', security: [{ key: [] }] },
        response: { ...problems, 200: z.object({ items: z.array(z.string()) }) },
      },
    },
    async () => ({ items: await monitor.series() }),
  );
  routes.get(
    '/metrics/history',
    {
      schema: {
        ...{ ...common, summary: 'One metric over time', security: [{ key: [] }] },
        description: 'By the minute for two days, by the quarter hour for a month, by six hours for two years.',
        querystring: z.strictObject({
          series: z.string().min(1).max(200).describe('Name and labels, as `/v1/metrics/series` has them'),
          from: Time.optional().describe('Absent: a day ago'),
          through: Time.optional().describe('Absent: now'),
        }),
        response: { ...problems, 200: MetricHistory },
      },
    },
    async ({ query: { series, from, through } }) => {
      const until = through === undefined ? new Date() : new Date(through);
      const since = from === undefined ? new Date(until.getTime() - DAY_MS) : new Date(from);
      const { spanSeconds, points } = await monitor.history({ series, from: since, through: until });
      return {
        series,
        span_seconds: spanSeconds,
        points: points.map((each) => ({ ...each, at: each.at.toISOString() })),
      };
    },
  );
}
