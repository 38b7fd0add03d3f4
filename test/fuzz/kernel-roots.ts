import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Kernel trees that are here, in the order of their releases. */
export const kernelRoots: readonly string[] = ['6.12', '7.2', '7.3']
  .map((version) => resolve('.kernels', version))
  .filter((root) => existsSync(join(root, '.complete')));
