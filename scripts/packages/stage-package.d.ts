import type { PublishedPackage } from './published.ts';
/**
 * Makes of a workspace package what is published of it: JavaScript that runs without a loader, declarations, and a manifest
 * that says where they are. In the repository itself the sources are run, so that nothing has to be built first.
 */
export declare function stagePackage(published: PublishedPackage, target: string): Promise<void>;
export declare const stagedFolder: ({ folder }: PublishedPackage) => string;
