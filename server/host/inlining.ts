import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of bytecode that V8 puts in place of calls in one function, at most. Compiled C is a few functions that call many
 * small ones, the rows of a machine: with V8's own bound of 920 half of them stay calls, and the numbers that are passed to
 * them become objects. Beyond this nothing is gained.
 */
const inlinedBytes = 4000;

/** Has V8 put the rows of machines into the compiled C that calls them. Asked for where walkers are run. */
export function inlineRows(): void {
  // Electron may have its flags frozen, and ends a process that changes them.
  if (process.versions['electron'] === undefined)
    setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${inlinedBytes}`);
}
