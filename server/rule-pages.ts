import packageJson from '../package.json' with { type: 'json' };

/** The pages of the rules are docs/rules of the repository, where it is published. */
const pages = `${packageJson.repository.url.replace(/\.git$/, '')}/blob/main/docs/rules`;

/** Address of the page that explains a rule. */
export function rulePage(rule: string): string {
  return `${pages}/${rule}.md`;
}
