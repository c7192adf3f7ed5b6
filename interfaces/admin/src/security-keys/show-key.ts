import type { ApiClient, components } from '@istsi/client';
import { answer } from '@istsi/client';
import { securityKeys as say } from '../security-keys-messages.ts';

type Asked = { options: { challenge: string; [name: string]: unknown } };

/** Has the browser ask for a security key of who is signed in, and the API look at its answer. */
export async function showKey(api: ApiClient): Promise<components['schemas']['Session']> {
  const { options } = await answer(api.POST('/v1/sessions/current/challenge'));
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const credential = await inWords(startAuthentication({ optionsJSON: options as never }));
  return await answer(api.POST('/v1/sessions/current/second-factor', { body: { credential: credential as never } }));
}

/** Has the browser make one, and the API keep it. */
export async function addKey(api: ApiClient, name: string): Promise<components['schemas']['SecurityKey']> {
  const { options } = (await answer(api.POST('/v1/security-keys/challenge'))) as Asked;
  const { startRegistration } = await import('@simplewebauthn/browser');
  const credential = await inWords(startRegistration({ optionsJSON: options as never }));
  return await answer(api.POST('/v1/security-keys', { body: { name, credential: credential as never } }));
}

/** By the names of a browser's refusals (WebAuthn, level 2, 5.1.3 and 5.1.4), whose own words are for those who program it. */
const refusals: Readonly<Record<string, string>> = {
  ...{ NotAllowedError: say.notGiven, AbortError: say.notGiven },
  ...{ InvalidStateError: say.knownAlready, SecurityError: say.otherPlace, NotSupportedError: say.otherKind },
};

async function inWords<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const said = error instanceof Error ? refusals[error.name] : undefined;
    throw said === undefined ? error : new Error(said, { cause: error });
  }
}

/**
 * Whatever the API refuses for want of a key that was shown right before, is asked for again once it was shown: no page has to
 * know which acts those are.
 */
export function showingKeys(api: ApiClient): void {
  const copies = new WeakMap<Request, Request>();
  api.use({
    onRequest({ request }) {
      copies.set(request, request.clone());
      return request;
    },
    async onResponse({ request, response }) {
      const copy = copies.get(request);
      if (response.status !== 403 || !copy || !(await isStale(response))) return response;
      await showKey(api);
      return await fetch(copy);
    },
  });
}

async function isStale(response: Response): Promise<boolean> {
  const problem = (await response
    .clone()
    .json()
    .catch(() => undefined)) as { code?: string } | undefined;
  return problem?.code === 'second-factor-stale';
}
