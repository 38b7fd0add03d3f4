const compact = new Intl.NumberFormat('en', { notation: 'compact' });

/** A count in at most four characters: `240`, `4.1k`, `66k`, `1.2M`. */
export function shortCount(times: number): string {
  return compact.format(times).replace('K', 'k');
}
