import { CodedError } from '@istsi/bitcoin-custody';

export type WebAuthErrors = {
  'web-auth/refused': { reason: string };
  'web-auth/no-session': { reason: string };
  'web-auth/busy': Record<string, never>;
};

const messages: { [C in keyof WebAuthErrors]: (context: WebAuthErrors[C]) => string } = {
  'web-auth/refused': (c) => c.reason,
  'web-auth/no-session': (c) => c.reason,
  'web-auth/busy': () => 'too many client domains are being looked up; ask again in a few seconds',
};

/** Why somebody is not who they say (SEP-10). */
export class WebAuthError<C extends keyof WebAuthErrors = keyof WebAuthErrors> extends CodedError<WebAuthErrors, C> {
  constructor(code: C, context: WebAuthErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
