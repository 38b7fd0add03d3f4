/** Rules that the kinds ask for and that are not in the registry yet. This list must become empty. */
export const awaitedRules: readonly string[] = [
  'call-while-paused',
  'nested-section',
  'range-crosses-table',
  'range-lost',
  'range-mismatch',
  'unmatched-pause',
  'update-outside-range',
];

/** Kinds whose rule is there and does not report all of them, and what it misses. This list must become empty. */
export const awaitedKinds: ReadonlyMap<string, string> = new Map([
  ['enable twice', 'in 6.12 the mode does not nest, and nested-section is awaited'],
  ['enable dropped', 'a function that only leaves the mode is taken for a helper of its callers'],
  [
    'enable and disable swapped',
    'a function that leaves and enters again is taken to interrupt a section of its callers',
  ],
  ['helper that only enters', 'in 6.12 the mode does not nest, and nested-section is awaited'],
]);
