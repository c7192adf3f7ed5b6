import { createApiClient } from '@istsi/client';

/** The page and the API have one origin. */
export const api = createApiClient();
