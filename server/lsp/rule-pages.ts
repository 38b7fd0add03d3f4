/** Where the pages of the rules are published: docs/rules of the repository that package.json names. */
const pages = 'https://github.com/lazy-mmu-lens/lazy-mmu-lens/blob/main/docs/rules';

/** Address of the page that explains a rule. */
export function rulePage(rule: string): string {
  return `${pages}/${rule}.md`;
}
