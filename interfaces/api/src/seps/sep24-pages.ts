import type { Log, SepServices, TransferPage } from '@istsi/integration';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { classifyFailure, logFault } from '../on-error.ts';
import { ApiError, problems } from '../problems.ts';
import { typedRoutes } from '../routes/route-scope.ts';
import { endOf } from '../routes/withdrawals.ts';
import { paths } from './endpoints.ts';
import { html } from './html.ts';
import { page as layOut, problemCard, stylesheet } from './page-layout.ts';
import { readForms } from './sep-scope.ts';
import { type PageContext, titleOf, trackingPage, transferPage } from './transfer-pages.ts';
import { trackingUrl } from './transfer-shapes.ts';

/** Nothing runs, nothing is loaded from elsewhere, and no other page may show it within itself. */
const POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const PAGES_PER_MINUTE = 120;
const config = { rateLimit: { max: PAGES_PER_MINUTE, timeWindow: '1 minute' } };
const STYLESHEET = `${paths.sep24}/page.css`;
const Secret = z.string().min(1).max(100);
const Form = z.discriminatedUnion('action', [
  z.object({ action: z.literal('start'), session: Secret }),
  z.object({ action: z.literal('identify'), session: Secret }).catchall(z.string().max(1_000)),
  z.object({
    action: z.literal('prepare'),
    session: Secret,
    amount: z.string().regex(/^[1-9]\d{0,15}$/, 'expected a whole number of satoshis above zero'),
    address: z.string().min(1).max(100),
  }),
  z.object({ action: z.literal('send'), session: Secret, envelope: z.string().min(1).max(16_000) }),
]);

/** The pages of SEP-24: what a wallet shows its user, and what everybody may follow. */
export function sep24Pages(scope: FastifyInstance, seps: SepServices, log: Log): void {
  readForms(scope);
  scope.setErrorHandler((failure, request, reply) => sendFailurePage(log, failure, request, reply));
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', POLICY).header('cache-control', 'no-store');
  });
  const show = async (reply: FastifyReply, shown: TransferPage, more: Partial<PageContext> = {}) => {
    const { publicUrl } = seps.anchor;
    const customer = await seps.customers.view(shown.subject);
    const context = { page: shown, customer, publicUrl, action: `${paths.sep24}/page`, ...more };
    return sendPage(reply, titleOf(shown), transferPage({ ...context, trackingUrl: trackingUrl(publicUrl, shown.id) }));
  };
  const routes = typedRoutes(scope);
  const hidden = { hide: true };
  scope.get(STYLESHEET, { schema: hidden }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'max-age=3600').send(stylesheet),
  );
  routes.get(
    `${paths.sep24}/page`,
    { config, schema: { ...hidden, querystring: z.object({ token: Secret }) } },
    async ({ query }, reply) => await show(reply, await seps.transfers.enterPage(query.token)),
  );
  routes.post(`${paths.sep24}/page`, { config, schema: { ...hidden, body: Form } }, async ({ body }, reply) => {
    const { more, shown } = await act(seps, body, reply);
    return await show(reply, shown, more);
  });
  routes.get(
    `${paths.sep24}/track/:id`,
    { config, schema: { ...hidden, params: z.object({ id: z.string().max(100) }) } },
    async ({ params }, reply) => {
      const found = await seps.transfers.track(params.id);
      if (!found) throw new ApiError('unknown-transfer', 'There is no transaction of this id.');
      return sendPage(reply, titleOf(found), trackingPage(found));
    },
  );
  routes.post(
    `${paths.sep24}/signed`,
    { config, schema: { ...hidden, body: z.object({ xdr: z.string().min(1).max(16_000) }) } },
    async ({ body }, reply) => {
      const outcome = await seps.transfers.send(body.xdr, endOf(reply));
      if (outcome.status === 'refused') throw new ApiError(outcome.refusal.code, outcome.refusal.message);
      return sendPage(reply, 'Sent', html`<p>The Stellar network has the withdrawal.</p>`);
    },
  );
}

interface Acted {
  shown: TransferPage;
  more: Partial<PageContext>;
}

/** Does what a form asks for, and says what is to be shown. */
async function act(
  { transfers, customers }: SepServices,
  form: z.output<typeof Form>,
  reply: FastifyReply,
): Promise<Acted> {
  const { session } = form;
  switch (form.action) {
    case 'start':
      return { shown: await transfers.start(session), more: {} };
    case 'identify': {
      const { session: _, action: __, ...fields } = form;
      const { subject } = await transfers.page(session);
      await customers.change(subject, { fields, documents: [], fileIds: {} });
      return { shown: await transfers.start(session), more: {} };
    }
    case 'prepare': {
      const order = { amountSats: BigInt(form.amount), address: form.address };
      const { page, outcome } = await transfers.prepare(session, order);
      return outcome.ok
        ? { shown: page, more: { prepared: outcome.prepared } }
        : { shown: page, more: { problem: `${outcome.refusal.message} ${outcome.refusal.remedy}` } };
    }
    case 'send': {
      await transfers.page(session);
      const outcome = await transfers.send(form.envelope, endOf(reply));
      const shown = await transfers.page(session);
      if (outcome.status === 'refused') return { shown, more: { problem: outcome.refusal.message } };
      return { shown, more: { sent: outcome.stellarTx } };
    }
  }
}

function sendPage(reply: FastifyReply, title: string, body: Parameters<typeof layOut>[2]): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .serializer((value: unknown) => String(value))
    .send(layOut(title, STYLESHEET, body));
}

function sendFailurePage(log: Log, failure: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { code, detail } = classifyFailure(failure, request);
  const [status, , title, action] = problems[code];
  if (status >= 500) logFault(log, title, failure, request);
  sendPage(reply.code(status), title, html`${problemCard(detail)}<p>${action}</p>`);
}
