/** Edit distance of two names: insertions, deletions and replacements of one character. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next.push(Math.min(row[j] + (a[i] === b[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1));
    row = next;
  }
  return row[b.length];
}

/** Names that the user may have meant, nearest first: a few typing errors away, or holding what was typed. */
export function nearNames(typed: string, names: Iterable<string>, most = 3): string[] {
  const wanted = typed.toLowerCase();
  const allowed = Math.max(2, Math.floor(wanted.length / 3));
  return [...new Set(names)]
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .filter(({ name, far }) => far <= allowed || (wanted.length > 2 && name.toLowerCase().includes(wanted)))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name);
}

/** `; did you mean a, b or c?`, or nothing when no name is near. */
export function didYouMean(typed: string, names: Iterable<string>): string {
  const near = nearNames(typed, names);
  if (near.length === 0) return '';
  const last = near.pop();
  return `; did you mean ${near.length > 0 ? `${near.join(', ')} or ${last}` : last}?`;
}
