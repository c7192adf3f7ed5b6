import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { Reserves } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

export function reserveRoutes(scope: FastifyInstance, services: Services): void {
  typedRoutes(scope).get(
    '/reserves',
    { schema: { tags: ['system'], summary: 'Bitcoin held against iSTSi issued', response: { 200: Reserves } } },
    async () => {
      const { reservesSats, missingSats, supplySats, ratioBps, comparedHeight, loss } = await services.reserves();
      return {
        ...{ reserves_sats: String(reservesSats), missing_sats: String(missingSats) },
        ...{ supply_sats: String(supplySats), reserve_ratio_bps: ratioBps, compared_height: comparedHeight },
        ...{ short_sats: String(loss.shortSats), fill_address: loss.fillAddress },
        redemption_rate_bps: loss.redemptionRateBps,
      };
    },
  );
}
