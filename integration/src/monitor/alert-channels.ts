import { createHash, createHmac } from 'node:crypto';
import nodemailer from 'nodemailer';
import { type Posted, type PostOptions, postOnce } from '../webhooks/post-once.ts';
import type { Severity } from './alert-rules.ts';

/** Where people are told. The dashboard, which asks for alerts itself, needs none. */
export type AlertChannel = {
  name: string;
  /** How loud an alert has to be; absent: critical ones and warnings. */
  severities?: readonly Severity[] | undefined;
  /** Told only of what nobody acknowledged in time. */
  escalation?: boolean | undefined;
  /** Told once a day, in one message, of what is informational. */
  digest?: boolean | undefined;
  /** Told on Mondays, in one message, of all that fired in the week. */
  weeklyDigest?: boolean | undefined;
} & (
  | { kind: 'webhook'; url: string; secret: string }
  | { kind: 'email'; to: readonly string[] }
  /** Told every minute that this goes on, and of no alert: whoever hears nothing there knows that nobody watches. */
  | { kind: 'dead-man'; url: string }
);

export interface MailServer {
  /** `smtps://user:password@host:465`, or `smtp://`, which has to offer STARTTLS unless it is on this machine. */
  url: string;
  from: string;
}

/** One message, as every channel has it. */
export interface AlertMessage {
  id: string;
  subject: string;
  body: Record<string, unknown>;
}

export interface ChannelWorld {
  channels: readonly AlertChannel[];
  mail?: MailServer | undefined;
  post?: PostOptions | undefined;
}

const MAIL_MS = 10_000;
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/** Sends one message once. That it was taken, the receiver's own answer says. */
export async function sendToChannel(
  { mail, post }: ChannelWorld,
  channel: AlertChannel,
  message: AlertMessage,
  at: Date,
): Promise<Posted> {
  if (channel.kind === 'webhook') return await postMessage(channel, message, at, post);
  if (channel.kind === 'dead-man') return await postAlive(channel, at, post);
  if (!mail) return { ok: false, reason: 'no mail server is configured' };
  return await mailMessage(mail, channel.to, message);
}

/** Signed as Standard Webhooks 1.0 says (`v1`), with the secret that the receiver was given. */
async function postMessage(
  { url, secret }: Extract<AlertChannel, { kind: 'webhook' }>,
  { id, body }: AlertMessage,
  at: Date,
  post: PostOptions = {},
): Promise<Posted> {
  const text = JSON.stringify({ type: 'istsi.alerts', timestamp: at.toISOString(), data: body });
  const seconds = String(Math.floor(at.getTime() / 1_000));
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${text}`).digest('base64');
  const headers = {
    ...{ 'content-type': 'application/json', 'user-agent': 'istsi-alerts' },
    ...{ 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` },
  };
  return await postOnce(url, { headers, body: text }, post);
}

async function postAlive({ url }: { url: string }, at: Date, post: PostOptions = {}): Promise<Posted> {
  const body = JSON.stringify({ status: 'alive', timestamp: at.toISOString() });
  return await postOnce(
    url,
    { headers: { 'content-type': 'application/json', 'user-agent': 'istsi-alerts' }, body },
    post,
  );
}

/** `whsec_` and base64, as Standard Webhooks writes keys; any other text is taken as it is. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);

async function mailMessage(
  { url, from }: MailServer,
  to: readonly string[],
  { id, subject, body }: AlertMessage,
): Promise<Posted> {
  const timeouts = { connectionTimeout: MAIL_MS, greetingTimeout: MAIL_MS, socketTimeout: MAIL_MS };
  // The library would take options from the query, over ours: that there need be no TLS.
  const server = new URL(url);
  server.search = '';
  // Whoever sits in between could leave STARTTLS out of what a server offers, and read the password.
  const requireTLS = !LOOPBACK.includes(server.hostname);
  const transport = nodemailer.createTransport({ url: server.href, requireTLS, ...timeouts });
  try {
    const text = `${String(body.text)}\n`;
    // The same message again is the same to who receives it, and no second one.
    const messageId = `<${createHash('sha256').update(id).digest('hex').slice(0, 32)}@istsi>`;
    const { rejected } = await transport.sendMail({ from, to: [...to], subject, text, messageId });
    if (rejected.length > 0) return { ok: false, reason: `the mail server refused ${rejected.length} recipients` };
    return { ok: true, status: 250 };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    transport.close();
  }
}
