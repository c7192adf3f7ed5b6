/** The pages that the API serves, each below its own name. */
export const sites: readonly string[];
export const openOffline: readonly string[];
