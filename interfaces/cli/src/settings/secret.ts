import { z } from 'zod';
import { describeError } from '../errors.ts';
import { readNamedFile } from '../state/named-file.ts';

const NOT_A_REFERENCE = 'a secret is not written here: expected {"file": "…"} or {"env": "…"}, which say where it is';

/** Where a secret is. The value itself never stands in a configuration that people write, show and copy. */
export const SecretReference = z.union(
  [z.strictObject({ file: z.string().min(1) }), z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) })],
  { error: NOT_A_REFERENCE },
);
export type SecretReference = z.output<typeof SecretReference>;

/** The value, without the line's end that editors leave. A message names the place, never what was found there. */
export function readSecret(reference: SecretReference): string {
  if ('env' in reference) {
    const value = process.env[reference.env];
    if (!value) throw new Error(`the variable ${reference.env} is not set`);
    return value;
  }
  const text = readNamedFile(reference.file).trim();
  if (text === '') throw new Error(`${reference.file} is empty`);
  return text;
}

/** In a part's own configuration, which its owner alone can read: the value, or where it is. */
export const Secret = z
  .union([z.string(), SecretReference], { error: 'expected the secret, or {"file": "…"} or {"env": "…"}' })
  .transform((value, context) => {
    if (typeof value === 'string') return value;
    try {
      return readSecret(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: describeError(error).replace(/\.$/, '') });
      return z.NEVER;
    }
  });

export const secretOf = (least: number) => Secret.pipe(z.string().min(least));

/** A URL may hold a password, and is a secret then. */
export const SecretUrl = Secret.pipe(z.url());

export function holdsPassword(url: string): boolean {
  return URL.canParse(url) && new URL(url).password !== '';
}

/** Whose names of users are secrets too: NATS takes a token there. */
export const holdsLogin = (url: string): boolean =>
  URL.canParse(url) && (holdsPassword(url) || new URL(url).username !== '');

/** Every variable that a configuration reads a secret from. */
export function secretVariables(configuration: unknown): string[] {
  if (typeof configuration !== 'object' || configuration === null) return [];
  const reference = z.strictObject({ env: z.string() }).safeParse(configuration).data;
  return reference ? [reference.env] : Object.values(configuration).flatMap(secretVariables);
}
