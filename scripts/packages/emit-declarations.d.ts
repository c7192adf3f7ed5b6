/**
 * Writes the declarations of the entries, and of what these mention: the rest of the package is nobody's business. A file
 * is declared by itself (isolated declarations), which takes no time; what it exports has to say its types for that.
 */
export declare function emitDeclarations(folder: string, entries: readonly string[], target: string): void;
