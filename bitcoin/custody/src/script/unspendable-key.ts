/** BIP-341's point H, of which nobody can know the private key: x-only, hex. */
export const UNSPENDABLE_KEY = '50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0';
