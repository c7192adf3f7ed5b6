import { contract, type Str, str, Vec } from '@istsi/soroban-sdk';

/** Answers a greeting. */
@contract
export class HelloWorld {
  hello(to: Str): Vec<Str> {
    return Vec.of(str('Hello'), to);
  }
}
