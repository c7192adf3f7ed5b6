import type { Args } from './calls.js';
import type { bool } from './integers.js';

/** The class whose public methods are the entries of the contract. One per contract; it has no fields. */
export declare function contract(target: abstract new (...args: never[]) => object): void;
/**
 * A type that crosses the boundary or is stored. A class of fields is a struct: a map with symbol keys. A class of static
 * methods that return `variant()` is a union. With `{ tuple: true }`, the fields in order are a tuple struct: a vector.
 */
export declare function contracttype(target: abstract new (...args: never[]) => object): void;
export declare function contracttype(options: {
  tuple: boolean;
}): (target: abstract new (...args: never[]) => object) => void;
/** An event. Its topics are its name in snake_case, or `topics`, and then the @topic fields; the others are its data. */
export declare function contractevent(target: abstract new (...args: never[]) => object): void;
export declare function contractevent(options: {
  /** How the fields that are no topics are published (SEP-48). `single` allows at most one. */
  data?: 'map' | 'vec' | 'single';
  /** The leading topics in place of the name. */
  topics?: readonly string[];
}): (target: abstract new (...args: never[]) => object) => void;
/** A field of an event that is published as a topic. */
export declare function topic(target: object, field: string): void;

/** The body of a union case. */
export declare function variant(): never;

// Ending a call.

/** Ends the call with the error unless the condition holds. */
export declare function require(condition: bool, error: number): void;
/** Ends the call with the error. */
export declare function fail(error: number): never;

// Events and logs.

/** Publishes an event. */
export declare function publish<E>(event: E): void;
/** A diagnostic event: seen only where diagnostics are on. */
export declare function log(text: string, values?: Args): void;
