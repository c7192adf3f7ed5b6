import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSigner, requestHeartbeat, requestPsbtSignature, type SignerEndpoint } from './signer-client.ts';

const address = 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H';
let server: Server;
let signer: SignerEndpoint;
let answer: { status: number; body: string };

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  signer = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'token', address };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const refusal = async (): Promise<{ code: string; reason: string }> =>
  await requestPsbtSignature(signer, Uint8Array.of(1), { timeoutMs: 20_000 }).then(
    () => expect.fail('it is no signature'),
    (error: { failure: { code: string; reason: string } }) => error.failure,
  );

describe('an answer that no signer gives is a failure of that signer, in words:', () => {
  test.each<[string, number, string]>([
    ['a page', 200, '<html>busy</html>'],
    ['a page of a proxy', 502, '<html>Bad Gateway</html>'],
    ['nothing', 200, ''],
    ['null', 200, 'null'],
    ['a number', 200, '7'],
    ['a list', 200, '[]'],
    ['a list that refuses', 422, '[{"code":"attestation/deposit"}]'],
    ['half an object', 200, '{"psbt":"'],
  ])('%s', async (_, status, body) => {
    answer = { status, body };
    const expected = { code: 'signer/bad-answer', reason: expect.stringContaining(`HTTP ${status}`) };
    expect(await refusal()).toMatchObject(expected);
    expect(await checkSigner(signer, 20_000)).toContain(`HTTP ${status}`);
    await expect(requestHeartbeat(signer, 'aa', 20_000)).rejects.toMatchObject({ failure: expected });
  });

  test.each(['{}', '{"result":{}}', '{"psbt":null}', '{"psbt":{}}'])('%s', async (body) => {
    answer = { status: 200, body };
    expect(await refusal()).toMatchObject({ code: 'signer/bad-signature', reason: 'no PSBT came back' });
    expect(await checkSigner(signer, 20_000)).toContain('HTTP 200');
  });

  test.each(['{}', '{"code":{},"reason":[]}', '{"code":"","reason":7}', '{"__proto__":{"code":"x"}}'])(
    'a refusal that is %s',
    async (body) => {
      answer = { status: 422, body };
      expect(await refusal()).toMatchObject({ code: 'signer/refused', reason: 'HTTP 422' });
    },
  );
});

describe('what a signer says of why', () => {
  test('has nothing that a database or a terminal does not take', async () => {
    answer = { status: 422, body: JSON.stringify({ code: 'a\0b', reason: 'no\0\r\n\u001b[2Jdeposit \ud800' }) };
    expect(await refusal()).toMatchObject({ code: 'a b', reason: 'no    [2Jdeposit  ' });
    expect(await checkSigner(signer, 20_000)).toBe('no    [2Jdeposit  ');
  });

  test('is no longer than anybody reads', async () => {
    answer = { status: 422, body: JSON.stringify({ code: 'c'.repeat(1 << 20), reason: 'r'.repeat(1 << 20) }) };
    const { code, reason } = await refusal();
    expect([code.length, reason.length]).toEqual([501, 501]);
  });

  test('is said as it is otherwise, and who it signs for', async () => {
    answer = { status: 422, body: JSON.stringify({ code: 'attestation/deposit', reason: 'not deep enough: 1 < 2 ₿' }) };
    expect(await refusal()).toMatchObject({ code: 'attestation/deposit', reason: 'not deep enough: 1 < 2 ₿' });
    answer = { status: 200, body: JSON.stringify({ address: 'GABC' }) };
    expect(await checkSigner(signer, 20_000)).toBe('it signs for GABC');
    answer = { status: 200, body: JSON.stringify({ address }) };
    expect(await checkSigner(signer, 20_000)).toBeUndefined();
  });
});
