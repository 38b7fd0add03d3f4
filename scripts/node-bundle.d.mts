import type { BuildOptions } from 'esbuild';

/** Types of node-bundle.mjs, which says what it is. */
export const nodeBundle: BuildOptions;
