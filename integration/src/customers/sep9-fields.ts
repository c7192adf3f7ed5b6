import { CustomerError } from './errors.ts';

export interface FieldInfo {
  type: 'string' | 'binary' | 'number' | 'date';
  description: string;
  optional?: boolean;
}

const text = (description: string): FieldInfo => ({ type: 'string', description });
const date = (description: string): FieldInfo => ({ type: 'date', description });
const image = (description: string): FieldInfo => ({ type: 'binary', description });

/** The fields of SEP-9 that are taken. Those of cards are not: nothing here is paid with one. */
export const sep9Fields: Readonly<Record<string, FieldInfo>> = {
  first_name: text('Given name'),
  last_name: text('Family name'),
  additional_name: text('Middle name'),
  address_country_code: text('Country of the address, ISO 3166-1 alpha-3'),
  state_or_province: text('State or province'),
  city: text('City'),
  postal_code: text('Postal code'),
  address: text('The whole address'),
  mobile_number: text('Mobile number, E.164'),
  mobile_number_format: text('Format of the mobile number'),
  email_address: text('Email address'),
  birth_date: date('Date of birth, ISO 8601'),
  birth_place: text('Place of birth'),
  birth_country_code: text('Country of birth, ISO 3166-1 alpha-3'),
  tax_id: text('Tax number'),
  tax_id_name: text('Name of the tax number'),
  occupation: text('Occupation, ISCO08'),
  employer_name: text('Employer'),
  employer_address: text('Address of the employer'),
  language_code: text('Language, ISO 639-1'),
  id_type: text('passport, drivers_license, id_card'),
  id_country_code: text('Country that issued the document, ISO 3166-1 alpha-3'),
  id_issue_date: date('Day of issue of the document'),
  id_expiration_date: date('Day that the document ends'),
  id_number: text('Number of the document'),
  photo_id_front: image('Front of the document: JPEG, PNG or PDF'),
  photo_id_back: image('Back of the document: JPEG, PNG or PDF'),
  notary_approval_of_photo_id: image('A notary’s approval of the document'),
  ip_address: text('Address of the customer’s computer'),
  photo_proof_residence: image('A bill or statement with name and address'),
  sex: text('male, female or other'),
  proof_of_income: image('Proof of income'),
  proof_of_liveness: image('A photograph of the customer now'),
  referral_id: text('Who sent the customer'),
  bank_name: text('Name of the bank'),
  bank_account_type: text('checking or savings'),
  bank_account_number: text('Number of the bank account'),
  bank_number: text('Number of the bank'),
  bank_phone_number: text('Phone number of the bank'),
  bank_branch_number: text('Number of the branch'),
  external_transfer_memo: text('What identifies a transaction'),
  clabe_number: text('Bank account in Mexico'),
  cbu_number: text('CBU or CVU'),
  cbu_alias: text('Alias of the CBU or CVU'),
  mobile_money_number: text('Number of a mobile money account, E.164'),
  mobile_money_provider: text('Provider of mobile money'),
  crypto_address: text('Address of a cryptocurrency account'),
  crypto_memo: text('Memo of a cryptocurrency account'),
  'organization.name': text('Full name of the organization'),
  'organization.VAT_number': text('VAT number'),
  'organization.registration_number': text('Registration number'),
  'organization.registration_date': date('Day of registration'),
  'organization.registered_address': text('Registered address'),
  'organization.number_of_shareholders': { type: 'number', description: 'Number of shareholders' },
  'organization.shareholder_name': text('A shareholder'),
  'organization.photo_incorporation_doc': image('Documents of incorporation'),
  'organization.photo_proof_address': image('A bill or statement with name and address'),
  'organization.address_country_code': text('Country, ISO 3166-1 alpha-3'),
  'organization.state_or_province': text('State or province'),
  'organization.city': text('City'),
  'organization.postal_code': text('Postal code'),
  'organization.director_name': text('Managing director'),
  'organization.website': text('Website'),
  'organization.email': text('Email address'),
  'organization.phone': text('Phone number'),
};

/** Other names of the same. */
const aliases: Readonly<Record<string, string>> = {
  given_name: 'first_name',
  family_name: 'last_name',
  photo_proof_of_income: 'proof_of_income',
};

/** What every review needs; a reviewer may ask for more. */
export const REQUIRED = ['first_name', 'last_name', 'email_address'] as const;
/** What helps. */
export const WELCOME = [
  'address_country_code',
  'birth_date',
  'id_type',
  'id_number',
  'photo_id_front',
  'photo_id_back',
];

const MOST_CHARACTERS = 1_000;

const isOwn = <T extends object>(record: T, name: string): name is string & keyof T => Object.hasOwn(record, name);

/** The one name of a field; refused if it is none. */
export function fieldNamed(name: string): string {
  const known = isOwn(aliases, name) ? aliases[name]! : name;
  if (isOwn(sep9Fields, known)) return known;
  throw new CustomerError('customers/bad-field', { field: name.slice(0, 60), problem: 'SEP-9 has no such field here' });
}

const patterns: readonly (readonly [fields: RegExp, form: RegExp, expected: string])[] = [
  [/country_code$/, /^[A-Z]{3}$/, 'expected three capital letters (ISO 3166-1 alpha-3)'],
  [/^(email_address|organization\.email)$/, /^[^\s@]{1,64}@[^\s@]{1,255}$/, 'expected an email address'],
  [/^language_code$/, /^[a-z]{2}$/, 'expected two letters (ISO 639-1)'],
  [/^sex$/, /^(male|female|other)$/, 'expected male, female or other'],
];

/** Fields of text by their one names, in the form that SEP-9 says. */
export function readFields(given: Readonly<Record<string, string>>): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = fieldNamed(name);
    const refuse = (problem: string) => new CustomerError('customers/bad-field', { field: name, problem });
    if (field in read) throw refuse('it comes twice');
    const { type } = sep9Fields[field]!;
    if (type === 'binary') throw refuse('it is a file: send it as multipart/form-data');
    if (value === '' || value.length > MOST_CHARACTERS) throw refuse(`expected 1 to ${MOST_CHARACTERS} characters`);
    if (type === 'date' && !isDate(value)) throw refuse('expected a date, as in 1970-12-31');
    if (type === 'number' && !/^\d{1,15}$/.test(value)) throw refuse('expected a number');
    const [, form, expected] = patterns.find(([fields]) => fields.test(field)) ?? [];
    if (form && expected && !form.test(value)) throw refuse(expected);
    read[field] = value;
  }
  return read;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
