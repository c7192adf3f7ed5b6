import type { CustomerFile } from '@istsi/integration';
import { z } from 'zod';

const Field = z.object({
  type: z.enum(['string', 'binary', 'number', 'date']),
  description: z.string(),
  optional: z.boolean().optional(),
});

export const CustomerShape = z
  .object({
    id: z.string().optional(),
    status: z.enum(['NEEDS_INFO', 'PROCESSING', 'ACCEPTED', 'REJECTED']),
    message: z.string().optional(),
    fields: z.record(z.string(), Field).optional().describe('What is missing, by its name in SEP-9'),
    provided_fields: z
      .record(z.string(), Field.extend({ status: z.enum(['ACCEPTED', 'PROCESSING', 'REJECTED']) }))
      .optional(),
  })
  .meta({ id: 'Sep12Customer' });

export const CustomerFileShape = z
  .object({ file_id: z.string(), content_type: z.string(), size: z.number().int(), customer_id: z.string() })
  .meta({ id: 'Sep12File' });
export const CustomerFileList = z.object({ files: z.array(CustomerFileShape) });

export const presentFile = ({ id, contentType, size, customer }: CustomerFile): z.output<typeof CustomerFileShape> => ({
  ...{ file_id: id, content_type: contentType, size, customer_id: customer },
});
