/** Making one takes longer than all the rest of loading the client, so it is made when a count is shown. */
let compact: Intl.NumberFormat | undefined;

/** A count in at most four characters: `240`, `4.1k`, `66k`, `1.2M`. */
export function shortCount(times: number): string {
  compact ??= new Intl.NumberFormat('en', { notation: 'compact' });
  return compact.format(times).replace('K', 'k');
}
