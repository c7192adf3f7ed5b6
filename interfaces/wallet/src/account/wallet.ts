/** A wallet as SEP-43 has it, whoever keeps the key. */
export interface Wallet {
  signTransaction(
    xdr: string,
    options: { networkPassphrase: string; address: string },
  ): Promise<{ signedTxXdr: string; signerAddress?: string }>;
}
