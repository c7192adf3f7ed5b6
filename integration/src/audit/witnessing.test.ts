import fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import {
  cosign,
  formatKey,
  keyOf,
  type NoteKey,
  parseTilePath,
  splitProofs,
  verifyLog,
  verifyProof,
  witnessedPath,
} from '@istsi/audit-log';
import { silentLog } from '@istsi/bitcoin-custody';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { copyOf, type RunningWitness, startWitnessServer } from '../../test/witness-server.ts';
import type { Database } from '../database/open-database.ts';
import { addCheckpoint, type WitnessEndpoint } from './ask-witness.ts';
import { type AuditServices, auditServices } from './audit-services.ts';
import { originOf, publishCheckpoint } from './checkpoints.ts';
import { sequenceEntries } from './log-store.ts';
import { createWitnessAsker, type WitnessAsker } from './witnessing.ts';
import { writeActs } from './write-act.ts';

const ROUTER = 'CROUTER';
const logKey = Keypair.random();

let databases: TestDatabases;
let database: Database;
let signer: { name: string; seed: Uint8Array };
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  databases = await startTestDatabases();
});
beforeEach(async () => {
  await stopAll();
  await database?.close();
  database = await openTestDatabase(databases);
  signer = await signerOfLog();
});
afterAll(async () => {
  await stopAll();
  await database?.close();
  await databases?.stop();
});
const stopAll = async () => {
  for (const stop of stops.splice(0)) await stop();
};
const signerOfLog = async () => ({
  ...{ name: await originOf(database.db, ROUTER), seed: new Uint8Array(logKey.rawSecretKey()) },
});

async function sign(count: number, from = 0): Promise<void> {
  const acts = Array.from({ length: count }, (_, i) => ({ action: 'test.act', correlationId: String(from + i) }));
  await writeActs(database.db, acts);
  await sequenceEntries(database.db);
  expect(await publishCheckpoint(database.db, signer, { everyMs: 0 })).toEqual({ state: 'published' });
}

async function startWitness(
  key = Keypair.random(),
  { memoryFile, log = logKey.publicKey() }: { memoryFile?: string; log?: string } = {},
): Promise<RunningWitness> {
  const running = await startWitnessServer({ key, memoryFile, log, router: ROUTER });
  stops.push(running.stop);
  return running;
}

const askerOf = (witnesses: readonly WitnessEndpoint[], quorum = witnesses.length, answerMs = 60_000): WitnessAsker =>
  createWitnessAsker({ database, signer, log: silentLog }, { witnesses, quorum, answerMs });

/** On a machine that is busy an honest witness may be slow too. */
const untilPublished = async (asker: WitnessAsker, size: number): Promise<void> =>
  await expect
    .poll(
      async () => {
        await asker.step();
        return asker.state()?.published;
      },
      { timeout: 60_000 },
    )
    .toBe(size);

const logOf = (asker: WitnessAsker): AuditServices =>
  auditServices({ db: database.db, signer, problem: () => undefined, anchoring: () => undefined, witnesses: asker });

/** What whoever knows nothing but the public keys finds; what the witnesses show, they are asked for. */
async function findings(asker: WitnessAsker, asked: readonly WitnessEndpoint[] = []): Promise<string[]> {
  const log = logOf(asker);
  const read = async (file: string): Promise<Uint8Array | undefined> => {
    const tile = parseTilePath(file);
    const note = await log.checkpoint();
    return tile ? await log.tile(tile) : note === undefined ? undefined : new TextEncoder().encode(note);
  };
  const witnessed = await Promise.all(
    asked.map(async ({ url, key }) => ({
      ...{ witness: key, note: await (await fetch(`${url}/${witnessedPath(signer.name)}`)).text() },
    })),
  );
  const verified = await verifyLog({ read, key: keyOf(signer), quorum: asker.quorum, witnessed });
  return verified.findings.map(({ code }) => code);
}

/** Another database of the same log, which its own key signs: as whoever holds the services' process makes it. */
async function replaceDatabase({ isSameLog = true } = {}): Promise<void> {
  const { log_id } = await database.db.selectFrom('istsi.audit_log').select('log_id').executeTakeFirstOrThrow();
  await database.close();
  database = await openTestDatabase(databases);
  if (isSameLog) await database.db.insertInto('istsi.audit_log').values({ id: 1, log_id }).execute();
  signer = await signerOfLog();
}

describe('a checkpoint', () => {
  test('is published when its witnesses have cosigned it, and not before', async () => {
    const [first, second] = [await startWitness(), await startWitness()];
    const asker = askerOf([first, second]);
    await asker.step();
    await sign(3);
    expect(await logOf(asker).checkpoint()).toBeUndefined();
    await asker.step();
    expect(asker.state()).toMatchObject({ published: 3, waitingSince: undefined, forked: undefined });
    await sign(300, 3);
    expect((await logOf(asker).checkpoint())?.split('\n')[1]).toBe('3');
    await asker.step();
    expect(asker.state()).toMatchObject({ published: 303, witnesses: [{ size: 303 }, { size: 303 }] });
    expect(await findings(asker, [first, second])).toEqual([]);
    const proofs = splitProofs((await logOf(asker).proof('7')) ?? '');
    expect(proofs.map((proof) => verifyProof(proof, keyOf(signer), asker.quorum).ok)).toEqual([true]);
    const strangers = { keys: [keyOf({ name: 'w', seed: new Uint8Array(32).fill(1) })], atLeast: 1 };
    expect(verifyProof(proofs[0]!, keyOf(signer), strangers)).toMatchObject({ ok: false, problem: /did not cosign/ });
  });

  test('waits for a witness that is down, and goes on without one that is not needed', async () => {
    const [first, second] = [await startWitness(), await startWitness()];
    await sign(3);
    const both = askerOf([first, second]);
    await both.step();
    await second.stop();
    await sign(1, 3);
    await both.step();
    expect(both.state()).toMatchObject({ published: 3, waitingSince: expect.any(Date), forked: undefined });
    expect(both.state()?.witnesses[1]?.problem).toMatch(/does not answer: .*ECONNREFUSED/);
    expect(await findings(both)).toEqual([]);
    const either = askerOf([first, second], 1);
    await either.step();
    expect(either.state()).toMatchObject({ published: 4, waitingSince: undefined });
    const again = await startWitness(undefined, { memoryFile: second.memoryFile }).catch(() => undefined);
    expect(again?.witness.facts()).toMatchObject({ origin: signer.name });
  });

  test('is asked for by one instance at a time, and known to each', async () => {
    const witness = await startWitness();
    await sign(5);
    const both = [askerOf([witness]), askerOf([witness])];
    await Promise.all(both.map(async (each) => await each.step()));
    await Promise.all(both.map(async (each) => await each.step()));
    expect(both.map((each) => each.state()?.published)).toEqual([5, 5]);
    const { count } = await database.db
      .selectFrom('istsi.audit_cosignatures')
      .select((columns) => columns.fn.countAll<bigint>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(1n);
  });
});

describe('a log that somebody changed, who has its key and its database', () => {
  test.each<[string, () => Promise<void>, RegExp, string[]]>([
    ['cut off', () => replaceDatabase().then(() => sign(2)), /the log has 2: it was truncated/, ['no-checkpoint']],
    ['rewritten', () => replaceDatabase().then(() => sign(9, 100)), /it was rewritten/, ['no-checkpoint']],
    ['rewritten to the same length', () => replaceDatabase().then(() => sign(5, 50)), /rewritten/, ['no-checkpoint']],
  ])('is not cosigned, and named: %s', async (_, change, said, codes) => {
    const witness = await startWitness();
    await sign(5);
    await askerOf([witness]).step();
    await change();
    const after = askerOf([witness]);
    await after.step();
    expect(after.state()).toMatchObject({ published: 0, forked: said });
    expect(await findings(after)).toEqual(codes);
    // Whoever publishes it nevertheless shows what the witness has not seen.
    const unwitnessed = auditServices({
      ...{ db: database.db, signer, problem: () => undefined },
      anchoring: () => undefined,
    });
    const note = (await unwitnessed.checkpoint()) ?? '';
    const read = async (file: string): Promise<Uint8Array | undefined> => {
      const tile = parseTilePath(file);
      return tile ? await unwitnessed.tile(tile) : new TextEncoder().encode(note);
    };
    const shown = await (await fetch(`${witness.url}/${witnessedPath(signer.name)}`)).text();
    const witnessed = [{ witness: witness.key, note: shown }];
    const { findings: named } = await verifyLog({ read, key: keyOf(signer), quorum: after.quorum, witnessed });
    expect(named.map(({ code }) => code)).toEqual(['not-witnessed', expect.stringMatching(/^(truncated|rewritten)$/)]);
  });

  test('and begun anew under another name is none that the witness knows', async () => {
    const witness = await startWitness();
    await sign(5);
    await askerOf([witness]).step();
    await replaceDatabase({ isSameLog: false });
    await sign(9);
    const after = askerOf([witness]);
    await after.step();
    expect(after.state()).toMatchObject({ published: 0, forked: undefined });
    expect(after.state()?.witnesses[0]?.problem).toMatch(/404: .* is no log that this is a witness of/);
    // Until whoever runs the witness says that this is the log now.
    await witness.stop();
    const named = formatKey(keyOf(signer));
    const told = await startWitness(undefined, { memoryFile: witness.memoryFile, log: named });
    const asker = askerOf([told]);
    await asker.step();
    expect(asker.state()).toMatchObject({ published: 9 });
  });

  test('leaves both of its notes with the witness, when it signed two of one size', async () => {
    const key = Keypair.random();
    const witness = await startWitness(key);
    await sign(5);
    await askerOf([witness]).step();
    await replaceDatabase();
    await sign(5, 50);
    const note = (await auditServices({
      ...{ db: database.db, signer, problem: () => undefined },
      anchoring: () => undefined,
    }).checkpoint())!;
    const answer = await addCheckpoint(witness, { old: 5, proof: [], checkpoint: note }, AbortSignal.timeout(5_000));
    expect(answer).toMatchObject({
      is: 'refused',
      why: expect.stringMatching(/422: .* signed two trees of 5 entries/),
    });
    expect(witness.witness.facts().problem).toMatch(/signed two trees of 5 entries/);
    const copy = copyOf(witness);
    expect(fs.readFileSync(copy, 'utf8')).toContain(JSON.stringify(note).slice(1, -1));
    const after = await startWitness(key, { memoryFile: copy });
    expect(after.witness.facts().problem).toMatch(/signed two trees/);
  });
});

describe('a witness', () => {
  test('that was killed goes on where it was, and cosigns no other log', async () => {
    const key = Keypair.random();
    const witness = await startWitness(key);
    await sign(5);
    await askerOf([witness]).step();
    const copy = copyOf(witness);
    await witness.stop();
    const after = await startWitness(key, { memoryFile: copy });
    expect(after.witness.facts()).toMatchObject({ origin: signer.name, size: 5, problem: null });
    await sign(2, 5);
    const asker = askerOf([after]);
    await asker.step();
    expect(asker.state()).toMatchObject({ published: 7 });
    await replaceDatabase();
    await sign(9, 100);
    const rewritten = askerOf([after]);
    await rewritten.step();
    expect(rewritten.state()).toMatchObject({ published: 0, forked: expect.stringMatching(/rewritten/) });
  });

  test.each<[string, (file: string) => void, RegExp]>([
    ['lost', (file) => fs.rmSync(file), /is gone.*restore it from a copy/],
    [
      'changed',
      (file) => fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('\n5\n', '\n4\n')),
      /is not what/,
    ],
  ])('whose memory of the log was %s says so, and cosigns nothing', async (_, damage, said) => {
    const key = Keypair.random();
    const witness = await startWitness(key);
    await sign(5);
    await askerOf([witness]).step();
    await witness.stop();
    const directory = path.dirname(witness.memoryFile);
    const kept = fs.readdirSync(directory).find((name) => name.includes('.witness-'))!;
    damage(path.join(directory, kept));
    const after = await startWitness(key, { memoryFile: witness.memoryFile });
    expect(after.witness.facts().problem).toMatch(said);
    await sign(1, 5);
    const asker = askerOf([after]);
    await asker.step();
    expect(asker.state()?.witnesses[0]?.problem).toMatch(/503/);
    expect(asker.state()).toMatchObject({ published: 5 });
  });

  const liar = { name: 'example.com/liar', seed: new Uint8Array(32).fill(3) };
  /** What it is asked to cosign; something that is a note where it is asked for something else. */
  const noteIn = (body: string): string =>
    body === '' ? 'a\n1\n\n— a aaaaaaaa\n' : body.slice(body.indexOf('\n\n') + 2);
  type Answer = (body: string) => { status: number; text: string; to?: string } | undefined;
  test.each<[string, Answer, RegExp]>([
    ['nonsense', () => ({ status: 200, text: 'yes\n' }), /no cosignature of its key/],
    [
      "somebody else's signature",
      (body) => ({
        status: 200,
        text: cosign(noteIn(body), { ...liar, seed: new Uint8Array(32).fill(4) }, new Date()),
      }),
      /no cosignature/,
    ],
    [
      'a signature of another checkpoint',
      () => ({ status: 200, text: cosign('a\n1\n\n— a aaaaaaaa\n', liar, new Date()) }),
      /no cosignature/,
    ],
    [
      'that it has seen more than there is',
      () => ({ status: 409, text: '9999\n' }),
      /has seen 9999 entries, and 5 are signed/,
    ],
    ['that it has seen none, each time', () => ({ status: 409, text: '0\n' }), /has seen 0 entries/],
    [
      'another size each time',
      (() => {
        let n = 0;
        return () => ({ status: 409, text: `${(n++ % 4) + 1}\n` });
      })(),
      /each time that it has seen another/,
    ],
    ['a size that is none', () => ({ status: 409, text: '-1\n' }), /it answers 409/],
    ['no', () => ({ status: 422, text: 'I do not believe you\n' }), /422: I do not believe you/],
    [
      'that somebody else is to be asked',
      () => ({ status: 302, text: '', to: 'http://127.0.0.1:1/' }),
      /does not answer/,
    ],
    ['without end', () => ({ status: 200, text: 'x'.repeat(200_000) }), /more than 65536 bytes/],
    ['nothing at all', () => undefined, /does not answer: .*(timeout|abort)/i],
  ])('that answers %s is named, accuses nobody, and holds up no other', async (_, answer, said) => {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const said = answer(body);
        if (!said) return;
        response.writeHead(said.status, said.to === undefined ? {} : { location: said.to });
        response.end(said.text);
      });
    });
    const url = await listening(server);
    const key: NoteKey = keyOf(liar);
    const honest = await startWitness();
    await sign(5);
    const asker = askerOf([honest, { url, key }], 1, 2_000);
    await untilPublished(asker, 5);
    expect(asker.state()).toMatchObject({ published: 5, waitingSince: undefined, forked: undefined });
    expect(asker.state()?.witnesses[1]).toMatchObject({ size: 0, problem: expect.stringMatching(said) });
    expect(await findings(asker, [honest])).toEqual([]);
  });
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
