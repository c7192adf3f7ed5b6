export {
  authorizationHash,
  contractAddressOf,
  differenceFromAuthorization,
  type PasskeyAssertion,
  type PromisedAuthorization,
  preimageOf,
  withPasskeyAssertion,
  withSignature,
} from './read-authorization.ts';
export {
  type CallValue,
  describeCall,
  differenceFrom,
  hashOf,
  type PromisedCall,
  type ReadCall,
  readCall,
  restoredBy,
} from './read-call.ts';
export { challengeProblem } from './read-challenge.ts';
