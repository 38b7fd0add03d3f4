import type { Finding } from '../../server/core/simulator/report.ts';

/** `F9 ×64 in zap_present_folio_ptes(): s390-ipte-range with range`, the machines of one finding together. */
export function told(findings: readonly Finding[]): readonly string[] {
  const machines = new Map<string, string[]>();
  for (const { id, times, path, machine, variant } of findings) {
    const key = `${id} ×${times} in ${path.at(-1)?.function}()`;
    const known = machines.get(key) ?? [];
    machines.set(key, known);
    known.push(variant === 'as-written' ? machine : `${machine} with range`);
  }
  return [...machines].map(([key, names]) => `${key}: ${names.join(', ')}`);
}
