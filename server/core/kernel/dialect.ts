import { apiFunctions, supersededNames } from './api.ts';

/** What a kernel tree offers: whether sections nest, and the range-carrying enable if it has one. */
export interface Dialect {
  readonly generation: 'legacy' | 'nestable';
  /** Name of the range-carrying enable that the tree declares. */
  readonly rangeName?: string;
}

/** Where a tree declares the API, relative to its root. */
export const dialectHeader = 'include/linux/pgtable.h';

/** Newest name first: a tree that keeps an old name beside a new one is meant to use the new one. */
const rangeNames = ['lazy_mmu_mode_enable_with_ptes', 'lazy_mmu_mode_enable_for_pte_range', 'lazy_mmu_mode_enable_pte'];

/** Reads the dialect out of the text of include/linux/pgtable.h. */
export function detectDialect(header: string): Dialect {
  const rangeName = rangeNames.find((name) => new RegExp(`\\b${name}\\s*\\(`).test(header));
  if (rangeName) return { generation: 'nestable', rangeName };
  return { generation: /\blazy_mmu_mode_enable\s*\(/.test(header) ? 'nestable' : 'legacy' };
}

/**
 * The dialect that a file alone gives away by the calls in it. A superseded name is no dialect: only a header that
 * declares it makes it one. Undefined when it makes none that tells: then a loose
 * file is taken as nestable by whoever must decide.
 */
export function dialectOfCalls(text: string): Dialect | undefined {
  const used = apiFunctions.filter(({ name }) => new RegExp(`\\b${name}\\s*\\(`).test(text));
  if (used.some(({ generation }) => generation !== 'legacy')) {
    const rangeName = rangeNames.find((name) => !supersededNames.has(name) && used.some((each) => each.name === name));
    return rangeName ? { generation: 'nestable', rangeName } : { generation: 'nestable' };
  }
  return used.length > 0 ? { generation: 'legacy' } : undefined;
}
