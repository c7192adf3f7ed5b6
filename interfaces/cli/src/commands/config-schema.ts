import type { Command } from '../context.ts';
import { settingsSchema } from '../settings/fields.ts';
import { settingsTable } from '../settings/settings-table.ts';

/** `istsi config schema`: what `istsi.json` may hold, for editors and other programs, or as a table for people. */
export function configSchema(options: { table?: true }): Command {
  return async (context) => {
    const schema = settingsSchema();
    const text = options.table ? settingsTable() : JSON.stringify(schema, null, 2);
    context.print(text, { step: 'schema', schema });
    return 0;
  };
}
