/** Shifts every range of lowered C by `delta`, in a copy; what it was made of stays as it is. */
export function relocate<Value>(value: Value, delta: number): Value {
  return delta === 0 ? value : (copy(value, delta) as Value);
}

function copy(value: unknown, delta: number): unknown {
  if (Array.isArray(value)) return value.map((each) => copy(each, delta));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    result[key] = (key === 'start' || key === 'end') && typeof each === 'number' ? each + delta : copy(each, delta);
  }
  return result;
}
