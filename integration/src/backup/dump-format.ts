/** First line of a dump. */
export interface DumpHead {
  /** Version of the format. */
  database: 1;
  /** The schema that the rows are of. */
  migrations: string[];
  tables: DumpTable[];
}

export interface DumpTable {
  table: string;
  /** Name and type; a row has the text of each, in this order. */
  columns: [name: string, type: string][];
}

/** Last line: how many rows there were, and how far each sequence had counted. */
export interface DumpEnd {
  end: number;
  sequences: [name: string, value: string][];
}

/** Values are written and read as text, which depends on these. */
export const SAME_TEXT = [
  ...["timezone = 'UTC'", "datestyle = 'ISO, YMD'", "intervalstyle = 'postgres'"],
  ...["bytea_output = 'hex'", 'extra_float_digits = 1'],
];

/** Documents of customers are megabytes each. */
export const FETCH_ROWS = 8;
