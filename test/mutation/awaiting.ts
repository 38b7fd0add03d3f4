/** Rules that the kinds ask for and that are not in the registry yet. This list must become empty. */
export const awaitedRules: readonly string[] = [];

/** Kinds whose rule is there and does not report all of them, and what it misses. This list must become empty. */
export const awaitedKinds: ReadonlyMap<string, string> = new Map();
