import { z } from 'zod';
import { SecretReference } from './secret.ts';

/** Marks in the published schema what is a secret, and how its variable is read therefore. */
export const SECRET_MARK = 'x-secret';
export const secret = (description: string) => SecretReference.meta({ description, [SECRET_MARK]: true });

export const path = (description: string) => z.string().min(1).describe(description);
/** Of two settings that do not go together. */
export interface Contradiction {
  path: string[];
  problem: string;
}
