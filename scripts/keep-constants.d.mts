import type { Plugin } from 'esbuild';

/** Types of keep-constants.mjs, which says what each does. */
export function withConstants(bundle: string): Promise<string>;
export const keepConstants: Plugin;
