export {
  authorizationHash,
  differenceFromAuthorization,
  type PromisedAuthorization,
  preimageOf,
  withSignature,
} from './read-authorization.ts';
export { type CallValue, describeCall, differenceFrom, hashOf, type PromisedCall } from './read-call.ts';
export { challengeProblem } from './read-challenge.ts';
