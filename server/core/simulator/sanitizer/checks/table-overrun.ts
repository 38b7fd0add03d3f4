import type { MakeCheck } from '../check.ts';

/** C3: the run ends there; what a real machine would do to the memory behind the table is not told. */
export const tableOverrun: MakeCheck = (watched) => ({
  overrun: (message) => watched.report('C3', message),
});
