import type { SourceTree } from '../source-tree.ts';

/** The version that the top Makefile of a tree names, as the kernel prints it: '6.12.107', '7.3.0-rc7'; undefined without one. */
export function kernelVersion(tree: SourceTree): string | undefined {
  const makefile = tree.read('Makefile') ?? '';
  const value = (name: string) => new RegExp(`^${name}\\s*=[ \\t]*(.*)$`, 'm').exec(makefile)?.[1]?.trim() ?? '';
  const numbers = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL'].map(value).filter((number) => number !== '');
  return numbers.length === 0 ? undefined : `${numbers.join('.')}${value('EXTRAVERSION')}`;
}
