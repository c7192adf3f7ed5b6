import type { EventDefinition } from '../../integration/src/bus/event-schemas.ts';
import { cell } from './contract-page.ts';

interface Property {
  type?: string;
  description?: string;
}

/** Every type of event that the bus carries, with the fields of its `data`. */
export function eventPage(definitions: readonly EventDefinition[]): string {
  return [
    '# Events',
    'CloudEvents 1.0, from `GET /v1/events`, its streams, and webhooks. A running system serves each schema under `/v1/events/schemas/{type}`, and all of it as AsyncAPI 3 at `/asyncapi.json`.',
    ...definitions.map(({ type, description, schema }) => {
      const properties = Object.entries((schema.properties ?? {}) as Record<string, Property>);
      const rows = properties.map(([name, { description: text }]) => `| \`${name}\` | ${cell(text ?? '')} |`);
      return [
        `## ${type.replace('com.istsi.', '')}`,
        `\`${type}\``,
        cell(description),
        ...(rows.length > 0 ? [['| data | |', '| --- | --- |', ...rows].join('\n')] : []),
      ].join('\n\n');
    }),
    '',
  ].join('\n\n');
}
