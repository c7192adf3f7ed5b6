/** Why a text is no descriptor, in Bitcoin Core's words where it has them. */
export class DescriptorError extends Error {}
