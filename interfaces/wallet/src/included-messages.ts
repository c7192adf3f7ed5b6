import { formatBtc } from '@istsi/ui';

const btc = (sats: bigint) => `${formatBtc(sats)} BTC`;
const deposits = (count: number) => (count === 1 ? '1 deposit' : `${count.toLocaleString('en')} deposits`);
const entries = (count: number) => (count === 1 ? '1 entry' : `${count.toLocaleString('en')} entries`);

/** What the page of the proof says of one balance, and of one operation's entries in the audit log. */
export const included = {
  unanswered: 'The service does not answer: nothing was checked. Ask again in a moment.',
  unchecked: 'This browser could not check it: nothing is known',
  notAsked: 'Whether your balance is in it is not asked of a proof that does not hold.',
  stellar: {
    title: 'Your deposits on Stellar',
    lead: 'Looks for each deposit minted to an address in the books that this proof has signed and replayed.',
    field: 'Stellar address',
    problem: 'This is no Stellar address: G or C, then 55 letters and digits. Copy it whole.',
    go: 'Look for its deposits',
    unknown: 'The registry of this service does not know this address: nothing was compared.',
    none: 'No deposit was minted to this address, says the service: nothing was compared.',
    found: (count: number, sats: bigint) =>
      `${deposits(count)} of this address, ${btc(sats)}: in the books of this proof, with the same amount.`,
    newer: (count: number, sats: bigint) =>
      `${deposits(count)}, ${btc(sats)}: not in this proof. It is older: look again with the next one.`,
    allNewer: 'This proof is older than all that was minted to this address',
    missing: (count: number, sats: bigint) =>
      `${deposits(count)}, ${btc(sats)}: not in this proof, though not newer. They were minted while it was made, or the books lack them. If the next proof has them no more than this one, ask the custody.`,
    differing: (count: number, sats: bigint) =>
      `${deposits(count)}, ${btc(sats)}: in the books with another amount. Either the service or the proof is wrong: ask the custody.`,
    good: 'What was looked for is in it',
    mixed: 'Not all of it is in this proof',
    bad: 'Service and proof contradict each other',
    newest: (count: number) => `Only the newest ${count} were looked for.`,
    holds: (sats: bigint) => `The service says that this address holds ${btc(sats)} now.`,
    notShown:
      'Not checked: which deposits are whose, which is the service’s word; and the balance itself. A proof counts what Stellar’s holders have as one sum, the iSTSi issued, and no single balance: your own Stellar node tells it.',
  },
  account: {
    title: 'A balance that the custody keeps for you',
    lead: 'What is owed off chain is in the proof as a tree. The custody gives each owner a file (“istsi reserves prove-account”), which leads from their balance to its root. It is checked here and sent nowhere.',
    field: 'The file',
    nothingOwed: 'This proof says that nothing is owed off chain.',
    yes: 'This balance is in the proof',
    yesMore: (id: string, balance: bigint, count: number, sum: bigint) =>
      count === 1
        ? `“${id}” with ${btc(balance)} is the only account.`
        : `“${id}” with ${btc(balance)} is one of ${count.toLocaleString('en')} accounts with ${btc(sum)} together.`,
    compare: 'Compare name and amount with what you know: that they are right is yours to say.',
    notShown:
      'Not checked: the other accounts, and that nobody was left out: each owner looks for their own. That the bitcoin in the proof covers all of them, beside what was issued and is owed, is part of what was checked above.',
    malformed: 'This is no proof of an account',
    malformedMore: 'A file of “istsi reserves prove-account”, version 1, was expected. Ask the custody for it again.',
    tooLarge: 'A file of more than 1 MB is no proof of an account.',
    earlier: 'This balance is in an earlier proof, not in this one',
    earlierMore: (id: string, balance: bigint, when: string) =>
      `“${id}” with ${btc(balance)} is in the statement of ${when}; whether that one holds was not checked. Ask the custody for a file of the newest.`,
    no: 'This balance is not in this proof',
    noMore: (reason: string, looked: number) =>
      `${reason}. ${looked > 0 ? `It is in none of the ${looked} before it that were looked at either.` : 'There is none before it.'}`,
    noWhy:
      'Either the file was changed, or it was made for another proof: for one that comes, if the account is newer than this. Look again with the next one; if it is not in that, ask the custody.',
    unread: 'Earlier proofs could not be read, and it is not in this one: nothing more is known',
  },
  entry: {
    title: 'An entry of the audit log',
    lead: 'Recomputes the way from what the log has on an operation to the root that its key signed.',
    field: 'Operation: a withdrawal’s id, or a deposit (txid:number)',
    problem: 'This names no operation: 64 digits of 0–9 and a–f, for a deposit with “:” and its number.',
    go: 'Prove it',
    yes: (count: number, size: number) => `${entries(count)} proved to be in the log of ${size.toLocaleString('en')}`,
    place: (index: number) => `#${index}`,
    key: (log: string) =>
      `The key of ${log} signed it. This browser has known that key since it first asked this service.`,
    notShown:
      'Not checked: that these are all of its entries, that what they say is true, that the log never was another, and who else saw it. “istsi audit verify” reads the whole log.',
    problems: {
      unsigned: 'This service signs no audit log: nothing can be proved',
      'other-key':
        'The log’s key is another than this browser knows it by: nothing of it is believed. Ask the custody why it changed',
      'no-key': 'What the service calls the log’s key is none',
      'not-in-it': 'The proof does not hold: nothing is shown to be in the log',
      'no-entry': 'What is proved is no entry of an audit log',
      'of-another': 'The service proved an entry of another operation',
    },
  },
} as const;
