import { parse } from 'smol-toml';
import { ask, shown } from './ask.ts';

/** What stellar.toml says (SEP-1). */
export interface Home {
  /** Host, and port where it is not the usual one. */
  domain: string;
  toml: Readonly<Record<string, unknown>>;
  text(name: string): string | undefined;
}

/** A host, or the URL of one; `http:` is for servers of this machine. */
export async function findHome(target: string): Promise<Home> {
  const { origin, host, protocol, hostname } = new URL(target.includes('://') ? target : `https://${target}`);
  if (protocol !== 'https:' && !isLocal(hostname))
    throw new Error(`${target}: only a server of this machine is asked without TLS`);
  const answer = await ask('GET', `${origin}/.well-known/stellar.toml`);
  if (answer.status !== 200) throw new Error(`${origin}/.well-known/stellar.toml answered ${shown(answer)}`);
  const toml = parse(answer.text);
  return {
    ...{ domain: host, toml },
    text(name) {
      const value = toml[name];
      return typeof value === 'string' ? value : undefined;
    },
  };
}

export const isLocal = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** Whether wallets may be sent there: HTTPS, and no slash at the end that would become two. */
export function problemOfEndpoint(url: string): string | undefined {
  if (!URL.canParse(url)) return `${url} is no URL`;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !isLocal(hostname)) return `${url} is not https:`;
  return url.endsWith('/') ? `${url} ends with a slash` : undefined;
}
