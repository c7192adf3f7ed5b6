export { ApiFailure, answer } from './answer.ts';
export { type ApiClient, createApiClient } from './client.ts';
export { type BusReader, type CloudEvent, followBus } from './follow-bus.ts';
export { followEvents, type Live } from './follow-events.ts';
export type { components, paths } from './generated/api.ts';
export { type RequestSigner, type RequestToSign, signing, signRequest } from './sign-request.ts';
export { knownAuditKey, rememberAuditKey } from './trust/known-audit-key.ts';
export type { Change } from './trust/known-system.ts';
export { acceptSystem, meetSystem, type Network } from './trust/meet-system.ts';
