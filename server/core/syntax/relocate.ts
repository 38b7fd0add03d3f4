import type { Range } from '../text.ts';

/** Puts every range of lowered C at one place, in a copy: of C that a macro gave. */
export function placeAt<Value>(value: Value, place: Range): Value {
  return rewrite(value, (key) => place[key]) as Value;
}

/** Shifts every range of lowered C by `delta`, in a copy; what it was made of stays as it is. */
export function relocate<Value>(value: Value, delta: number): Value {
  return delta === 0 ? value : (rewrite(value, (_, offset) => offset + delta) as Value);
}

/** Takes every range of a value along with its text, in a copy. */
export function mapOffsets<Value>(value: Value, where: (offset: number) => number): Value {
  return rewrite(value, (_, offset) => where(offset)) as Value;
}

function rewrite(value: unknown, moved: (key: 'start' | 'end', offset: number) => number): unknown {
  if (Array.isArray(value)) return value.map((each) => rewrite(each, moved));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = { ...value };
  for (const key of Object.keys(result)) {
    const each = result[key];
    if (typeof each === 'object') result[key] = rewrite(each, moved);
    else if (typeof each === 'number' && (key === 'start' || key === 'end')) result[key] = moved(key, each);
  }
  return result;
}
