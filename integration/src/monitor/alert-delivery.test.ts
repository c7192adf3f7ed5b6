import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLog } from '@istsi/bitcoin-custody';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { type MailReceiver, startMailServer } from '../../test/mail-server.ts';
import { sequenceEntries } from '../audit/log-store.ts';
import type { Database } from '../database/open-database.ts';
import { type AlertChannel, sendToChannel } from './alert-channels.ts';
import { enqueueAlive, listChannels, sendDue } from './alert-messages.ts';
import { judgeObservation } from './alert-round.ts';
import { acknowledgeAlert, listAlerts, silenceAlert } from './alert-store.ts';
import { createDigests } from './digest.ts';
import { groupAlerts } from './digest-alerts.ts';
import { ESCALATE_SECONDS, MOST_ESCALATIONS } from './evaluate-alerts.ts';
import { gatherIncident } from './gather-incident.ts';
import { type Sample, sample } from './samples.ts';

let databases: TestDatabases;
let database: Database;
let mail: MailReceiver;
let outside: Server;
/** What the dead man's switch was told, and what it answers. */
let heard: string[];
let status: number;
let now: number;

beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(async () => await databases.stop());
beforeEach(async () => {
  database = await openTestDatabase(databases);
  mail = await startMailServer();
  [heard, status] = [[], 200];
  outside = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push(Buffer.concat(chunks).toString());
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  // Later than whatever the database has the time of.
  now = Date.now() + 60_000;
});
afterEach(async () => {
  await mail.stop();
  outside.closeAllConnections();
  await new Promise((resolve) => outside.close(resolve));
  await database.close();
});

const channels = (): AlertChannel[] => [
  { name: 'desk', kind: 'email', to: ['desk@example.com'] },
  { name: 'chief', kind: 'email', to: ['chief@example.com'], escalation: true },
  { name: 'switch', kind: 'dead-man', url: `http://127.0.0.1:${(outside.address() as AddressInfo).port}/alive` },
];
const short = (value: bigint): Sample[] => [sample('istsi_short_satoshis', value)];

/** One look at the system that found this, and what follows of it. */
async function look(samples: Sample[]): Promise<void> {
  await judgeObservation(database.db, { at: new Date(now), samples }, { channels: channels(), log: silentLog });
  await send();
}

async function send(): Promise<void> {
  const world = {
    ...{ channels: channels(), mail: { url: mail.url, from: 'alerts@example.com' } },
    post: { allowed: ['127.0.0.1/32'] },
  };
  await sendDue(database.db, world, () => new Date(now));
}

const told = (): string[] => mail.mails.flatMap(({ to }) => to.map((each) => each.replace(/[<>]/g, '')));
const later = (seconds: number): void => {
  now += seconds * 1_000;
};
const viewOf = async (name: string) =>
  (await listChannels(database.db, channels())).find((channel) => channel.name === name);

async function openId(): Promise<string> {
  const [alert] = await listAlerts(database.db, { state: 'firing', limit: 1 }, new Date(now));
  if (!alert) throw new Error('nothing fires');
  return alert.id;
}

describe('an alert that is mailed', () => {
  test('is told once when it begins and once when it is over', async () => {
    await look(short(7n));
    await look(short(7n));
    expect(told()).toEqual(['desk@example.com']);
    expect(mail.mails[0]?.from).toContain('alerts@example.com');
    expect(mail.mails[0]?.text).toContain('Subject: iSTSi critical: Tokens are issued that no coin stands for');
    expect(mail.mails[0]?.text).toContain('docs/runbooks/supply-over-reserve.md');
    await look(short(0n));
    later(61);
    await look(short(0n));
    expect(mail.mails).toHaveLength(2);
    expect(mail.mails[1]?.text).toContain('critical (over)');
  });

  test.each([
    ['that is busy', 'MAIL', '451 try again'],
    ['that knows the recipient no longer', 'RCPT', '550 no such person'],
    ['that takes everything and then nothing', 'DATA', '452 full'],
  ])('to a server %s goes again, as the same message, and says meanwhile that it did not go', async (_, at, answer) => {
    mail.answer = (command) => (command.startsWith(at) ? answer : undefined);
    await look(short(7n));
    expect(mail.mails).toEqual([]);
    expect(await viewOf('desk')).toMatchObject({ pending: 1, lastDeliveredAt: undefined });
    expect((await viewOf('desk'))?.lastError).toContain(answer.slice(0, 3));
    mail.answer = () => undefined;
    await send();
    expect(mail.mails).toEqual([]);
    later(3_600);
    await send();
    expect(told()).toEqual(['desk@example.com']);
    expect(mail.mails[0]?.text).toMatch(/^Message-ID: <[0-9a-f]{32}@istsi>$/m);
    expect(await viewOf('desk')).toMatchObject({ pending: 0, lastError: undefined });
  });

  test.each(['', '?requireTLS=false', '?requireTLS=false&ignoreTLS=true', '/?opportunisticTLS=true&requireTLS=0'])(
    'goes nowhere in the clear, where the server is not on this machine and offers no TLS%s',
    async (query) => {
      const elsewhere = `${mail.url.replace('127.0.0.1', '127.0.0.2')}${query}`;
      const world = { channels: [], mail: { url: elsewhere, from: 'a@example.com' } };
      const message = { id: 'am_1', subject: 'of the test', body: { text: 'of the test' } };
      const [desk] = channels();
      const posted = await sendToChannel(world, desk!, message, new Date(now));
      expect(posted).toMatchObject({ ok: false, reason: expect.stringMatching(/STARTTLS/) });
      expect(mail.mails).toEqual([]);
    },
  );
});

test('the report of an alert has its life, who was told, and what else was done meanwhile', async () => {
  await look(short(7n));
  const id = await openId();
  await acknowledgeAlert(database.db, id, 'anna', new Date(now));
  await sequenceEntries(database.db);
  later(1);
  const { timeline, operations, chains, cutShort } = await gatherIncident(
    database.db,
    { ledger: async () => undefined, block: async () => undefined },
    id,
    new Date(now),
  );
  const told = timeline.map(({ source, what }) => `${source}: ${what}`);
  expect(told).toEqual([
    // The log has a clock of its own.
    'audit: alert.acknowledge',
    ...['alert: its condition began to hold', 'alert: it fired', 'alert: somebody took care of it'],
    'message: a channel took the message',
  ]);
  expect([operations, chains, cutShort]).toEqual([[], { stellar: null, bitcoin: null }, []]);
});

describe('what is informational', () => {
  const digesting = (): AlertChannel[] => channels().map((each) => ({ ...each, digest: each.name === 'desk' }));
  const digest = async (): Promise<void> => {
    await createDigests(database.db, digesting()).enqueue(new Date(now));
    await send();
  };

  test('is mailed once, on the day after, to whom asked for it, and at once to nobody', async () => {
    await look([sample('istsi_webhooks_dead', 3)]);
    await digest();
    expect(mail.mails).toEqual([]);
    later(86_400);
    await digest();
    await digest();
    expect(told()).toEqual(['desk@example.com']);
    expect(mail.mails[0]?.text).toContain('1 informational alert, 1 of them still there');
    expect(mail.mails[0]?.text).toContain('docs/runbooks/webhooks-given-up.md');
    later(86_400);
    await look([sample('istsi_webhooks_dead', 0)]);
    later(61);
    await look([sample('istsi_webhooks_dead', 0)]);
    await digest();
    expect(told()).toHaveLength(2);
    later(2 * 86_400);
    await digest();
    expect(told()).toHaveLength(2);
  });

  test('is counted whole, however much it was, and also while it is silenced', async () => {
    const span = { from: new Date(now - 3_600_000), to: new Date(now + 3_600_000) };
    const row = (n: number, alert_type: string) => ({
      ...{ id: `al_${alert_type}_${n}`, alert_type, subject: `s${n}`, severity: 'informational' },
      ...{ value: '1', summary: `${alert_type} ${n}`, since: new Date(now + n), fired_at: new Date(now + n) },
      ...(n === 619
        ? { state: 'firing', resolved_at: null }
        : { state: 'resolved', resolved_at: n < 600 ? new Date(now + n + 1) : span.to }),
    });
    await database.db
      .insertInto('istsi.alerts')
      .values(Array.from({ length: 620 }, (_, n) => row(n, 'unusual-activity')))
      .execute();
    const silence = { by: 'anna', reason: 'known', until: new Date(now + 86_400_000), wholeType: true };
    await silenceAlert(database.db, 'al_unusual-activity_619', silence, new Date(now));
    const groups = await groupAlerts(database.db, span, ['informational'], new Date(now));
    expect(groups).toMatchObject([{ total: 620, open: 20, last: { summary: 'unusual-activity 619' } }]);
    expect(groups[0]?.last.silencedUntil).toBeDefined();
  });

  test('is asked for once a day, also where there was none', async () => {
    const asked: unknown[] = [];
    const watched = database.db.withPlugin({
      transformQuery: ({ node }) => {
        asked.push(node.kind);
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const digests = createDigests(watched, digesting());
    await digests.enqueue(new Date(now));
    const first = asked.length;
    expect(first).toBeGreaterThan(0);
    for (let i = 0; i < 5; i++) await digests.enqueue(new Date(now));
    expect(asked).toHaveLength(first);
    await digests.enqueue(new Date(now + 86_400_000));
    expect(asked.length).toBeGreaterThan(first);
  });

  test('and all else is in the digest of the week, once, for whom asked for that', async () => {
    await look(short(7n));
    const weekly = channels().map((each) => ({ ...each, weeklyDigest: each.name === 'desk' }));
    const before = told().length;
    later(7 * 86_400);
    for (let i = 0; i < 2; i++) await createDigests(database.db, weekly).enqueue(new Date(now));
    await send();
    const mails = mail.mails.slice(before);
    expect(
      mails.filter(({ text }) => text.replace(/=\r?\n/g, '').includes('iSTSi digest of the week from')),
    ).toHaveLength(1);
  });
});

describe('an alert that nobody takes care of', () => {
  test('goes to the next person, a few times, and not for ever', async () => {
    await look(short(7n));
    later(ESCALATE_SECONDS - 1);
    await look(short(7n));
    expect(told()).toEqual(['desk@example.com']);
    for (let round = 0; round < MOST_ESCALATIONS + 3; round += 1) {
      later(ESCALATE_SECONDS);
      await look(short(7n));
    }
    expect(told().filter((to) => to === 'chief@example.com')).toHaveLength(MOST_ESCALATIONS);
    expect(mail.mails[1]?.text.replace(/=\n/g, '')).toContain('nobody has acknowledged it');
  });

  test('does not once somebody does, or it is silenced', async () => {
    await look(short(7n));
    await acknowledgeAlert(database.db, await openId(), 'ada', new Date(now));
    later(ESCALATE_SECONDS + 1);
    await look(short(7n));
    expect(told()).toEqual(['desk@example.com']);

    const lost = [...short(7n), sample('istsi_paused', 1)];
    await look(lost);
    const silence = { by: 'ada', reason: 'a drill', until: new Date(now + 7_200_000), wholeType: undefined };
    await silenceAlert(database.db, await openId(), silence, new Date(now));
    later(ESCALATE_SECONDS + 1);
    await look(lost);
    expect(told()).toEqual(['desk@example.com', 'desk@example.com']);
  });
});

describe('the dead man’s switch', () => {
  test('hears that somebody watches, on the way that alerts go, and of no alert', async () => {
    await look(short(7n));
    expect(heard).toEqual([]);
    await enqueueAlive(database.db, channels());
    await send();
    expect(heard.map((text) => JSON.parse(text) as object)).toEqual([
      { status: 'alive', timestamp: new Date(now).toISOString() },
    ]);
    expect((await viewOf('switch'))?.lastDeliveredAt).toEqual(new Date(now));
  });

  test('that could not be reached hears one message afterwards, and not all that it missed', async () => {
    status = 503;
    for (let minute = 0; minute < 5; minute += 1) {
      await enqueueAlive(database.db, channels());
      await send();
      later(60);
    }
    expect(await viewOf('switch')).toMatchObject({ pending: 1, lastError: 'HTTP 503' });
    [heard, status] = [[], 200];
    later(3_600);
    await send();
    await send();
    expect(heard).toHaveLength(1);
  });
});
