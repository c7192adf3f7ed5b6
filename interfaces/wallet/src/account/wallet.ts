/** A wallet as SEP-43 has it, whoever keeps the key. */
export interface Wallet {
  signTransaction(
    xdr: string,
    options: { networkPassphrase: string; address: string },
  ): Promise<{ signedTxXdr: string; signerAddress?: string }>;
  /** `preimage`: base64 XDR of a HashIdPreimage; answers the signature of its hash, base64. */
  signAuthEntry(
    preimage: string,
    options: { networkPassphrase: string; address: string },
  ): Promise<{ signedAuthEntry: string; signerAddress?: string }>;
}
