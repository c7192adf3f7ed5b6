import type { AlertChannel, MailServer } from '../alert-channels.ts';
import { channelsListeningTo } from '../alert-messages.ts';
import type { AlertRule } from '../alert-rules.ts';
import { SILENCE } from './prometheus-rules.ts';

/** Where Alertmanager reads the password of the mail server, which is no part of what is exported. */
export const PASSWORD_FILE = '/etc/alertmanager/smtp-password';
const NOBODY = 'dashboard';

interface Route {
  receiver: string;
  matchers: string[];
  continue: true;
}

/** A configuration of Alertmanager (prometheus.io/docs, *Alertmanager configuration*), in JSON, which it reads as YAML. */
export interface AlertmanagerConfiguration {
  global?: Record<string, string | boolean>;
  route: { receiver: string; group_by: string[]; repeat_interval: string; routes: Route[] };
  receivers: { name: string; email_configs?: { to: string; send_resolved: boolean }[] }[];
}

/**
 * Who is told of what, for an Alertmanager that stands beside the monitor. It has the mail channels alone: webhooks are
 * signed (Standard Webhooks) as Alertmanager cannot, it knows no acknowledgement on which an escalation could wait, and
 * the dead man's switch shows that the monitor itself lives.
 */
export function alertmanagerConfiguration(
  rules: readonly AlertRule[],
  channels: readonly AlertChannel[],
  mail: MailServer | undefined,
): AlertmanagerConfiguration {
  const told = [...rules.filter(({ enabled }) => enabled), { ...SILENCE, recipients: [] }];
  const mailed = mail ? channels.filter((channel) => channel.kind === 'email' && !channel.escalation) : [];
  const routes = mailed.flatMap((channel): Route[] => {
    const heard = told.filter((rule) => channelsListeningTo(channels, rule).includes(channel));
    if (heard.length === 0) return [];
    const names = heard.map(({ alertType }) => alertType).join('|');
    return [{ receiver: channel.name, matchers: [`alertname=~"${names}"`], continue: true }];
  });
  return {
    ...(mail && { global: globalOf(mail) }),
    route: { receiver: NOBODY, group_by: ['alertname'], repeat_interval: '4h', routes },
    receivers: [
      { name: NOBODY },
      ...mailed.map((channel) => ({
        name: channel.name,
        email_configs: [{ to: channel.kind === 'email' ? channel.to.join(', ') : '', send_resolved: true }],
      })),
    ],
  };
}

function globalOf({ url, from }: MailServer): Record<string, string | boolean> {
  const { protocol, hostname, port, username, password } = new URL(url);
  const isTls = protocol === 'smtps:';
  const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  return {
    ...{ smtp_smarthost: `${hostname}:${port || (isTls ? '465' : '587')}`, smtp_from: from },
    // Where a provider takes one token as both, it is as secret as the password: who reads the file puts it there.
    ...(user !== '' && user !== secret && { smtp_auth_username: user }),
    ...(secret !== '' && { smtp_auth_password_file: PASSWORD_FILE }),
    smtp_require_tls: true,
  };
}
