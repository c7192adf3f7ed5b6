/** The pages that the API serves, each below its own name. */
export const sites = ['wallet', 'admin'];

/** Those of them that open without a network. A dashboard that shows what was is worse than none. */
export const openOffline = ['wallet'];
