import type { AskedPart, Services } from '@istsi/integration';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod, RouteOptions } from 'fastify';
import { ApiError } from './problems.ts';
import { isSepPath } from './seps/endpoints.ts';

/** Who asks us is told within about ten seconds that somebody behind us says nothing: this, and the time to find out who it is. */
const PATIENCE_MS = 8_000;

/** Waits for what may hang behind us. */
export interface Patience {
  /** What `work` comes to. Once it has taken too long, and somebody does not answer, who that is; `isTold`: whether the answer has begun. */
  within<T>(work: Promise<T>, isTold?: () => boolean): Promise<T>;
}

export type WaitedFor = Pick<Services, 'silent'>;

export function createPatience(services: WaitedFor, patienceMs = PATIENCE_MS): Patience {
  return {
    async within(work, isTold = () => false) {
      let timer: NodeJS.Timeout | undefined;
      let isOver = false;
      const late = new Promise<never>((_, reject) => {
        const look = async (): Promise<void> => {
          const silent = isTold() ? [] : await services.silent();
          if (isOver) return;
          // What takes its time while everybody answers may take it.
          if (silent.length === 0 || isTold()) timer = setTimeout(() => void look(), patienceMs);
          else reject(silence(silent));
        };
        timer = setTimeout(() => void look(), patienceMs);
      });
      try {
        return await Promise.race([work, late]);
      } finally {
        isOver = true;
        clearTimeout(timer);
      }
    },
  };
}

function silence(silent: readonly AskedPart[]): ApiError {
  const [component = 'services'] = silent;
  const verb = silent.length === 1 ? 'does' : 'do';
  return new ApiError('network-unreachable', `${silent.join(' and ')} ${verb} not answer what is asked.`, {
    component,
  });
}

/** What only prepares something, or sends on what somebody has signed: whoever asks again asks for the same. */
const REPEATABLE =
  /^\/v1\/(.*\/(prepare|quote|challenge)|sessions|acts|transfers|withdrawals|returns|exchanges|sponsorship\/calls)$/;

function isRepeatable({ method, url }: RouteOptions): boolean {
  const methods = [method].flat();
  if (methods.includes('GET')) return url.startsWith('/v1/') || url === '/metrics' || isSepPath(url);
  return methods.includes('POST') && REPEATABLE.test(url);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** It says by itself, and as soon, of whom it asks that they do not answer. */
    tellsOfSilence?: true;
  }
}

/** Of routes that are added from now on, those that may be asked again answer in time, be it who does not. */
export function answerInTime(api: FastifyInstance, patience: Patience): void {
  api.addHook('onRoute', (route) => {
    if (!isRepeatable(route) || route.config?.tellsOfSilence) return;
    const { handler } = route;
    route.handler = async function (this: FastifyInstance, request: FastifyRequest, reply: FastifyReply) {
      const isTold = () => reply.raw.headersSent || reply.sent;
      return await patience.within(handled(handler, this, request, reply), isTold);
    };
  });
}

async function handled(
  handler: RouteHandlerMethod,
  api: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  return await handler.call(api, request, reply);
}
