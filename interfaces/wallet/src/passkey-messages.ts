/** What the pages say of accounts whose key is a passkey. A part of `messages`. */
export const passkey = {
  use: 'Use a passkey',
  title: 'An account with a passkey',
  lead: 'Your fingerprint, face or PIN signs. There is no secret key to write down, and none that anybody could copy.',
  is: (host: string) =>
    `The account is a contract on Stellar that obeys this passkey and nobody else. The passkey signs on ${host} alone: browsers bind it to the site.`,
  fees: 'It pays no fees itself: this service pays them, within limits a day.',
  lostTitle: 'If the passkey is lost',
  lost: 'Where Apple, Google or a password manager keeps your passkeys, it is on your other devices too, and “I have one” finds the account there. If every copy is gone, nobody can sign for the account again: not you, and not this service.',
  officers:
    'What it holds can then be given to another address of yours by two compliance officers, after a delay, if they are sure that you are you.',
  make: 'Make the passkey',
  have: 'I have one',
  none: 'This browser has no passkeys here. Use a newer one, or a key.',
  off: 'No accounts of passkeys are made here: nobody pays for them now.',
  unwanted: 'The browser gave no passkey. Nothing was made; you can try again.',
  unknown: 'There is no account of this passkey on this network.',
  foreign: 'This passkey is for something else than an account here.',
  opening: 'The account of your passkey is put on the network…',
  again: 'Try again',
  differs: 'The account on the network obeys another passkey than yours',
  differsMore: 'Do not pay to it. Leave this browser under “Key”, and make a new one.',
  never: 'The account of this passkey was never put on the network',
  neverMore:
    'What makes it is only in the browser where the passkey was made: open this page there, or make a new one.',
  name: (start: string, end: string) => `iSTSi ${start}…${end}`,
  key: 'Your passkey signs. This browser knows your address and which passkey it is.',
  leave: 'This browser forgets your address. The passkey stays where your passkeys are, and finds the account again.',
} as const;
