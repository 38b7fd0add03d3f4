import { setFlagsFromString } from 'node:v8';

/** The last V8 that calls its bound by this name: that of Node.js 20. Later ones would complain of it on standard error. */
const lastWithBudget = 11;

/**
 * Tells V8 that the process is over before most of what optimizing compilers do pays. JavaScript is compiled again only after
 * running for twelve times as long as V8 would have it, wasm not at all: that takes a check a third less processor time.
 */
export function expectShortRun(): void {
  setFlagsFromString('--liftoff-only');
  if (Number.parseInt(process.versions.v8, 10) <= lastWithBudget) setFlagsFromString('--interrupt-budget=800000');
}
