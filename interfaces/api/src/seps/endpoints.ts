import { WEB_AUTH_PATH } from '@istsi/integration';

/** Where each standard's server is, below the API's origin. */
export const paths = {
  toml: '/.well-known/stellar.toml',
  webAuth: WEB_AUTH_PATH,
} as const;

/** The same as stellar.toml names them: URLs without a slash at the end. */
export function endpointsOf(publicUrl: string): Record<'webAuth', string> {
  return { webAuth: `${publicUrl}${paths.webAuth}` };
}
