import { CodedError } from '@istsi/bitcoin-custody';

export type WebhookErrors = {
  'webhooks/unknown': { id: string };
  'webhooks/too-many': { most: number };
  'webhooks/unusable-url': { reason: string };
  'webhooks/unknown-type': { type: string };
};

const messages: { [C in keyof WebhookErrors]: (context: WebhookErrors[C]) => string } = {
  'webhooks/unknown': (c) => `there is no webhook ${c.id}`,
  'webhooks/too-many': (c) => `there are ${c.most} webhooks already, and no more`,
  'webhooks/unusable-url': (c) => `events cannot be sent there: ${c.reason}`,
  'webhooks/unknown-type': (c) => `no event is of the type ${c.type}`,
};

export class WebhookError<C extends keyof WebhookErrors = keyof WebhookErrors> extends CodedError<WebhookErrors, C> {
  constructor(code: C, context: WebhookErrors[C], options?: ErrorOptions) {
    super(code, context, messages[code](context), options);
  }
}
