import { randomUUID } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { CHECK_CONNECTIONS_MS, type Log, limitConnections, type Services, type Tracer } from '@istsi/integration';
import Fastify, { type FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject, validatorCompiler } from 'fastify-type-provider-zod';
import { nameActors } from './acting.ts';
import { limitAddresses, tooManyRequests } from './address-limit.ts';
import { answerInTime, createPatience } from './answer-in-time.ts';
import { type ApiKeys, guardRoutes } from './authentication.ts';
import { type ConfiguredKeys, createCallers } from './callers.ts';
import { answerCompiler } from './checked-answers.ts';
import { securitySchemes, withSignatures } from './described-credentials.ts';
import { withFailures } from './described-failures.ts';
import { withNames } from './described-names.ts';
import { docsPage } from './docs-page.ts';
import { tagAnswers } from './entity-tags.ts';
import { createStreams } from './event-stream.ts';
import { withoutInputVariants } from './input-variants.ts';
import { answerWhatIsKnown } from './known-answers.ts';
import { answerNamedOnce } from './named-requests.ts';
import { answerBrokenConnection, createErrorHandler, sendProblem } from './on-error.ts';
import { NO_NODES, type Page, type PageNodes, servePages } from './pages.ts';
import { ApiError, problemDocument } from './problems.ts';
import { createRefusalLog } from './refusal-log.ts';
import { alertRoutes } from './routes/alerts.ts';
import { auditRoutes } from './routes/audit.ts';
import { auditFileRoutes } from './routes/audit-files.ts';
import { controlRoutes } from './routes/control.ts';
import { customerReviewRoutes } from './routes/customers.ts';
import { depositRoutes } from './routes/deposits.ts';
import { eventRoutes } from './routes/events.ts';
import { exchangeRoutes } from './routes/exchanges.ts';
import { flagRoutes } from './routes/flags.ts';
import { governanceRoutes } from './routes/governance.ts';
import { healthRoutes } from './routes/health.ts';
import { identityRoutes } from './routes/identities.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { keyRoutes } from './routes/keys.ts';
import { type LocalHelp, localRoutes } from './routes/local.ts';
import { metricsRoutes, openMetricsRoute } from './routes/metrics.ts';
import { networkRoutes } from './routes/network.ts';
import { operationRoutes } from './routes/operations.ts';
import { passkeyAccountRoutes } from './routes/passkey-accounts.ts';
import { paymentRoutes } from './routes/payments.ts';
import { reconciliationRoutes } from './routes/reconciliations.ts';
import { reserveProofRoutes } from './routes/reserve-proofs.ts';
import { reserveRoutes } from './routes/reserves.ts';
import { returnRoutes } from './routes/returns.ts';
import { screeningRoutes } from './routes/screening.ts';
import { securityKeyRoutes } from './routes/security-keys.ts';
import { secondFactorRoutes, sessionRoutes } from './routes/sessions.ts';
import { signerRoutes } from './routes/signers.ts';
import { sponsorshipRoutes } from './routes/sponsorship.ts';
import { transferRoutes } from './routes/transfers.ts';
import { userRoutes } from './routes/users.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { withdrawalRequestRoutes, withdrawalRoutes } from './routes/withdrawals.ts';
import { createFactors, type SecondFactorPolicy } from './second-factor.ts';
import { setHeaders } from './security-headers.ts';
import { isSepPath } from './seps/endpoints.ts';
import { sepRoutes } from './seps/sep-routes.ts';
import { sendSepError } from './seps/sep-scope.ts';
import { createSessions } from './sessions.ts';
import { createStreamSlots } from './stream-slots.ts';
import { readTextStrictly, refuseNul } from './strict-text.ts';
import { traceApi } from './trace-requests.ts';
import { trustedProxies } from './trusted-proxies.ts';
import { answerUpgrades } from './upgrades.ts';
import { CLOUD_EVENTS } from './web-socket-events.ts';

const BODY_LIMIT_BYTES = 16 * 1024;
const REQUESTS_PER_MINUTE = 1_200;
/** Headers and body: the largest body is a few megabytes. */
const REQUEST_MS = 20_000;
/** Ten thousand that only hold theirs, of fifty addresses or more, leave room for those who ask something. */
const MOST_CONNECTIONS = 12_000;
/** A browser opens six, and one more for each stream. */
const MOST_CONNECTIONS_PER_ADDRESS = 200;

export interface ApiOptions {
  services: Services;
  keys: ConfiguredKeys;
  version: string;
  /** Hears of failures that are ours. */
  log: Log;
  /** Per client address. */
  requestsPerMinute?: number;
  /** Per key that was made. */
  keyRequestsPerMinute?: number | undefined;
  /**
   * Addresses or networks (CIDR) of proxies of ours, whose `X-Forwarded-For` says who asks. Of all others that header means
   * nothing: whoever connects is who asks.
   */
  trustedProxies?: readonly string[];
  /** Help for newcomers, where both networks are of this machine. Absent: its routes do not exist. */
  local?: LocalHelp | undefined;
  /** Pages that are served beside the routes. */
  pages?: readonly Page[];
  /** Whom these pages may ask beside the API. */
  pageNodes?: PageNodes | undefined;
  /** Opens /metrics, and nothing else: for whoever collects them. The operator's key opens it as well. */
  metricsKey?: string | undefined;
  /** Absent: who adds a security key shows it, and nobody has to. */
  secondFactor?: SecondFactorPolicy | undefined;
  /** Absent: nothing is traced. */
  tracer?: Tracer | undefined;
  /** How long a request may take to arrive. */
  requestMs?: number;
  /** How long a reader of the event stream may take nothing before it is cut off. */
  slowReaderMs?: number;
}

export type Api = FastifyInstance;

/** The HTTP API over the services, not yet listening. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const onError = createErrorHandler(options.log, options.services.monitor.authentication);
  const { requestMs = REQUEST_MS } = options;
  const isTrusted = trustedProxies(options.trustedProxies ?? []);
  const api = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    frameworkErrors: (error, request, reply) =>
      isSepPath(request.url) ? sendSepError(options.log, error, request, reply) : onError(error, request, reply),
    clientErrorHandler: answerBrokenConnection,
    requestTimeout: requestMs,
    trustProxy: isTrusted,
    http: { connectionsCheckingInterval: CHECK_CONNECTIONS_MS },
  });
  limitConnections(api.server, {
    requestMs,
    mostConnections: MOST_CONNECTIONS,
    mostPerAddress: MOST_CONNECTIONS_PER_ADDRESS,
    isExempt: isTrusted,
  });
  api.removeContentTypeParser('text/plain');
  readTextStrictly(api);
  refuseNul(api);
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(answerCompiler);
  api.setErrorHandler(onError);
  api.setNotFoundHandler((request, reply) => {
    const detail = `${request.method} ${request.url.slice(0, 200)}`;
    if (isSepPath(request.url)) return sendSepError(options.log, new ApiError('no-such-route', detail), request, reply);
    sendProblem(reply, problemDocument('no-such-route', detail, request.id));
  });
  setHeaders(api);
  tagAnswers(api);
  limitAddresses(api, options.requestsPerMinute ?? REQUESTS_PER_MINUTE);
  await api.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { max }) => tooManyRequests(max),
  });
  await documentApi(api, options);
  await addRoutes(api, options);
  await servePages(api, options.pages ?? [], options.pageNodes ?? NO_NODES);
  return api;
}

async function documentApi(api: Api, { services, version }: ApiOptions): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'iSTSi',
        version,
        description: 'A Bitcoin-backed token on Stellar: 1 iSTSi = 1 satoshi. Amounts are satoshis, as text.',
      },
      components: { securitySchemes },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) =>
      withNames(withSignatures(withFailures(withoutInputVariants(jsonSchemaTransformObject(document))))),
  });
  api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger());
  api.get('/asyncapi.json', { schema: { hide: true } }, async () => services.events.document(version));
  api.get('/docs', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/html').send(docsPage(api.swagger())),
  );
}

async function addRoutes(api: Api, options: ApiOptions): Promise<void> {
  const { services, version, slowReaderMs, metricsKey, log } = options;
  const policy = options.secondFactor ?? { requiredOf: [] };
  const factorOf = createFactors(services.securityKeys, policy);
  const sessions = createSessions(services.administration.rolesOf, factorOf);
  const refusals = createRefusalLog(services, log);
  const callers = createCallers({ services, configured: options.keys, metricsKey, sessions });
  const keys: ApiKeys = { callers, sessions, factorOf, refusals };
  api.addHook('onClose', () => refusals.flush());
  const patience = createPatience(services);
  answerInTime(api, patience);
  guardRoutes(api, keys, patience, options.keyRequestsPerMinute);
  nameActors(api, keys);
  answerNamedOnce(api, { services, keys, log });
  if (options.tracer) traceApi(api, options.tracer);
  answerWhatIsKnown(api);
  const slots = createStreamSlots();
  const streams = createStreams(slots, log);
  const upgrades = answerUpgrades(api, CLOUD_EVENTS);
  openMetricsRoute(api, services);
  await api.register(
    async (v1) => {
      healthRoutes(v1, services, version);
      identityRoutes(v1, services);
      customerReviewRoutes(v1, services, callers);
      userRoutes(v1, services);
      depositRoutes(v1, services, streams);
      returnRoutes(v1, services);
      withdrawalRequestRoutes(v1, services);
      withdrawalRoutes(v1, services, streams);
      eventRoutes(v1, { services, slots, upgrades, slowReaderMs, log });
      webhookRoutes(v1, services);
      paymentRoutes(v1, services);
      signerRoutes(v1, services);
      reserveRoutes(v1, services);
      reserveProofRoutes(v1, services);
      reconciliationRoutes(v1, services);
      controlRoutes(v1, services);
      networkRoutes(v1, services, { local: options.local !== undefined, pageNodes: options.pageNodes ?? NO_NODES });
      transferRoutes(v1, services);
      exchangeRoutes(v1, services);
      sponsorshipRoutes(v1, services);
      passkeyAccountRoutes(v1, services);
      if (options.local) localRoutes(v1, services, options.local);
      sessionRoutes(v1, services, keys);
      secondFactorRoutes(v1, services, { keys, policy });
      securityKeyRoutes(v1, services, { keys, policy });
      keyRoutes(v1, services, callers);
      operationRoutes(v1, services, keys);
      inboxRoutes(v1, services);
      governanceRoutes(v1, services, keys);
      metricsRoutes(v1, services);
      alertRoutes(v1, services, keys);
      screeningRoutes(v1, services, keys);
      flagRoutes(v1, services, keys);
      auditRoutes(v1, services);
    },
    { prefix: '/v1' },
  );
  await sepRoutes(api, services, log);
  await api.register(async (files) => auditFileRoutes(files, services), { prefix: '/audit' });
}
