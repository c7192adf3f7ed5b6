/** What is needed of Stellar's SDK, in a part of its own: it is loaded once somebody has a key. */
export { Keypair, StrKey, TransactionBuilder } from '@stellar/stellar-sdk/base';
