/** Instructions, memory, and the error if there is one. */
export type Outcome = readonly [instructions: number, memoryBytes: number, error?: string];

export type Recorded = { readonly name: string; readonly recording: Outcome; readonly enforcing?: Outcome };

/** What soroban-env-host 28.0.2 did; see the test. */
export const recorded: readonly Recorded[] = [
  { name: 'code is uploaded', recording: [6_037_805, 967_530], enforcing: [6_036_028, 968_193] },
  { name: 'code that is there is uploaded again', recording: [6_252_546, 986_605], enforcing: [6_251_234, 993_789] },
  { name: 'a contract is created with an argument', recording: [800_107, 372_226], enforcing: [797_441, 381_728] },
  { name: 'another one is created', recording: [800_107, 372_226], enforcing: [797_441, 381_728] },
  { name: 'a third one is created', recording: [800_107, 372_226], enforcing: [797_441, 381_728] },
  {
    name: 'one is created where one is',
    recording: [49_423, 5_264, 'Error(Storage, ExistingValue)'],
    enforcing: [55_504, 6_519, 'Error(Storage, ExistingValue)'],
  },
  {
    name: 'one is created for an account that did not sign',
    recording: [1_317_100, 373_411],
    enforcing: [89_067, 19_416, 'Error(Auth, InvalidAction)'],
  },
  { name: 'an entry is made', recording: [446_167, 187_075], enforcing: [443_733, 196_188] },
  { name: 'an entry is changed', recording: [452_991, 187_674], enforcing: [449_710, 196_939] },
  { name: 'instance storage is changed', recording: [434_094, 187_375], enforcing: [432_612, 195_707] },
  { name: 'an entry is read', recording: [446_005, 187_227], enforcing: [444_802, 196_615] },
  {
    name: 'an entry is missing',
    recording: [411_504, 186_438, 'Error(Storage, MissingValue)'],
    enforcing: [409_620, 195_634, 'Error(Storage, MissingValue)'],
  },
  { name: 'a lifetime is extended', recording: [444_576, 187_007], enforcing: [443_256, 196_395] },
  { name: 'a temporary entry is made', recording: [447_793, 187_393], enforcing: [445_359, 196_538] },
  {
    name: 'everything is written, and then undone',
    recording: [468_239, 190_614, 'Error(Contract, #7)'],
    enforcing: [458_401, 200_821, 'Error(Contract, #7)'],
  },
  {
    name: 'Wasm traps',
    recording: [401_243, 185_821, 'Error(Object, IndexBounds)'],
    enforcing: [401_491, 194_251, 'Error(Object, IndexBounds)'],
  },
  { name: 'a contract calls itself, five deep', recording: [418_455, 185_801], enforcing: [419_079, 194_231] },
  { name: 'the source account authorizes', recording: [442_197, 186_514], enforcing: [444_824, 196_512] },
  { name: 'what fails in another contract is caught', recording: [862_177, 374_858], enforcing: [873_557, 385_827] },
  {
    name: 'an account is called, which nobody can catch',
    recording: [414_366, 186_449, 'Error(Object, InvalidInput)'],
    enforcing: [414_614, 194_879, 'Error(Object, InvalidInput)'],
  },
  { name: 'a contract authorizes as itself', recording: [1_282_764, 559_346], enforcing: [1_282_465, 569_972] },
  {
    name: 'a contract that is no account authorizes nothing',
    recording: [509_598, 187_644],
    enforcing: [813_728, 388_951, 'Error(Auth, InvalidAction)'],
  },
  {
    name: 'an account that did not sign calls two contracts',
    recording: [1_378_953, 373_777],
    enforcing: [490_892, 212_717, 'Error(Auth, InvalidAction)'],
  },
  { name: 'a contract makes a contract', recording: [1_190_666, 557_678], enforcing: [1_186_214, 567_053] },
  { name: 'random numbers are drawn', recording: [418_128, 185_833], enforcing: [418_752, 194_263] },
  { name: 'a temporary entry that is expired is not there', recording: [441_884, 186_847] },
  { name: 'what is archived is restored by recording', recording: [1_800_618, 369_000] },
];
