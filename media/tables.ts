/** The page tables of a walker: those of the range that it is given, and those that it moves or copies to. */
export type TableName = 'source' | 'destination';

export const tableWords: Readonly<Record<TableName, string>> = {
  source: 'Source table',
  destination: 'Destination table',
};

/** The table that a run of entries, or the entries of a step, are in. */
export const tableOf = ({ destination }: { readonly destination?: true }): TableName =>
  destination ? 'destination' : 'source';
