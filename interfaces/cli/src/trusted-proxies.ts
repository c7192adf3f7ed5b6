import { trustedProxies } from '@istsi/api/trusted-proxies';
import { z } from 'zod';

export const TrustedProxies = z.array(z.string()).superRefine((texts, context) => {
  try {
    trustedProxies(texts);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});
