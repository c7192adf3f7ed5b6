/** Declared sizes in bytes, by which the network's host charges for copying and comparing (CAP-46-10). */
export const VAL_BYTES = 8;
/** Key and value of a host map. */
export const ENTRY_BYTES = 24;
/** An address as XDR has it in memory. */
export const ADDRESS_BYTES = 48;
/** A value as XDR has it in memory, and a map entry of two. */
export const SC_VAL_BYTES = 96;
export const SC_MAP_ENTRY_BYTES = 192;
/** A contract's id, or any other hash. */
export const CONTRACT_ID_BYTES = 32;
/** A list without its items, and an error. */
export const LIST_BYTES = 24;
export const ERROR_BYTES = 16;
