interface Response {
  description: string;
  content?: Record<string, { schema?: unknown }>;
}
type Responses = Record<string, Response>;

/** What is refused comes as this type wherever it is no SEP's route (RFC 9457). */
const PROBLEM_TYPE = 'application/problem+json';
const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const methods = ['get', 'post', 'put', 'delete', 'patch'] as const;

/**
 * Any request may be refused before a route looks at it: a field that is none, a body that is too large, a limit of requests.
 * So every operation is described with what such a refusal looks like, and with the type that it comes as.
 */
export function withFailures<T extends object>(document: T): T {
  const { paths = {} } = document as { paths?: Record<string, Record<string, { responses?: Responses }>> };
  for (const [path, operations] of Object.entries(paths))
    for (const method of methods) {
      const operation = operations[method];
      if (operation) operation.responses = describe(operation.responses ?? {}, path.startsWith('/v1/'));
    }
  return document;
}

function describe(responses: Responses, isProblem: boolean): Responses {
  const [type, schema] = isProblem ? [PROBLEM_TYPE, refTo('Problem')] : ['application/json', refTo('SepError')];
  const typed = Object.entries(responses).map(([status, response]): [string, Response] => {
    const content = response.content?.['application/json'];
    const isFailure = status.startsWith('4') || status.startsWith('5');
    return [status, isFailure && content ? { ...response, content: { [type]: content } } : response];
  });
  const refusal: Response = {
    description: 'Refused: the request itself, or why not now',
    content: { [type]: { schema } },
  };
  return { ...Object.fromEntries(typed), default: refusal };
}
