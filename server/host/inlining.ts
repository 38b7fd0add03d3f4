import { setFlagsFromString } from 'node:v8';

/**
 * Bounds of what V8 puts in place of calls, in bytes of bytecode. Compiled C is a few functions that call many small ones,
 * the rows of a machine: with V8's own bounds, 920 and 460, half of them stay calls, and the numbers that are passed to them
 * become objects. Beyond these nothing is gained: V8 runs out of registers when a walker becomes one function.
 */
const bounds = {
  /** All that is put into one function. */
  'max-inlined-bytecode-size-cumulative': 5000,
  /** One function that is put into another. */
  'max-inlined-bytecode-size': 800,
} as const;

/** Has V8 put the rows of machines into the compiled C that calls them. Asked for where walkers are run. */
export function inlineRows(): void {
  // Electron may have its flags frozen, and ends a process that changes them.
  if (process.versions['electron'] !== undefined) return;
  for (const [flag, bytes] of Object.entries(bounds)) setFlagsFromString(`--${flag}=${bytes}`);
}
