/** What comes back through a proxy: bytes with a status, or nothing at all (the connection is cut). */
export type Answer = { status: number; headers?: Record<string, string>; body: Buffer } | undefined;

export interface Question {
  method: string;
  id: unknown;
  /** Asks the real server; again, and it is asked again. */
  forward(): Promise<NonNullable<Answer>>;
}

export interface Malformed {
  name: string;
  answer(question: Question): Promise<Answer>;
}

const LATE_MS = 4_000;

const json = (status: number, value: unknown): Answer => ({ status, body: Buffer.from(JSON.stringify(value)) });
const result =
  (value: unknown) =>
  ({ id }: Question) =>
    Promise.resolve(json(200, { jsonrpc: '2.0', id, result: value }));
const fails =
  (code: number, message: string) =>
  ({ id }: Question) =>
    Promise.resolve(json(200, { jsonrpc: '2.0', id, error: { code, message } }));
const page =
  (status: number, body: string, headers: Record<string, string> = { 'content-type': 'text/html' }) =>
  () =>
    Promise.resolve({ status, headers, body: Buffer.from(body) });

/** A coin that is spent has no answer, so none is no malformed one: whoever says that lies, and one view believes it. */
const SAYS_NULL = new Set(['gettxout']);

/** What nodes, balancers and proxies before them say that is no answer to what was asked. None of it is a lie in form. */
export const malformedAnswers: readonly Malformed[] = [
  { name: 'an empty result', answer: result({}) },
  { name: 'a fraction', answer: result(1.5) },
  { name: 'a text', answer: result('no') },
  {
    name: 'null',
    answer: (question) => (SAYS_NULL.has(question.method) ? result(true)(question) : result(null)(question)),
  },
  { name: 'no result', answer: () => Promise.resolve(json(200, {})) },
  { name: 'a page with status 200', answer: page(200, '<html><body>Welcome</body></html>') },
  { name: 'an error without a code', answer: () => Promise.resolve(json(500, { error: 'no' })) },
  { name: 'an internal error', answer: fails(-32_603, 'internal error') },
  { name: 'a node that warms up', answer: fails(-28, 'Verifying blocks…') },
  { name: '429', answer: page(429, 'slow down', { 'retry-after': '1' }) },
  { name: '502', answer: page(502, '<h1>Bad Gateway</h1>') },
  { name: '503', answer: page(503, 'Service Unavailable', {}) },
  { name: '504', answer: page(504, '') },
  {
    name: 'half an answer',
    async answer({ forward }) {
      const { status, body } = await forward();
      return { status, body: body.subarray(0, body.length >> 1) };
    },
  },
  { name: 'no answer', answer: () => Promise.resolve(undefined) },
  {
    name: 'an answer that is lost',
    async answer({ forward }) {
      await forward();
      return undefined;
    },
  },
  {
    name: 'a late answer',
    async answer({ forward }) {
      const answered = await forward();
      await new Promise((resolve) => setTimeout(resolve, LATE_MS).unref());
      return answered;
    },
  },
];
