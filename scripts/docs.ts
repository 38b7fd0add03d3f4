// Writes docs/rules from the rules' metadata: a page for each rule, and an index. With --check nothing is written, and the
// exit code is 1 when a page differs from what would be written.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rules } from '../server/core/rules/registry.ts';
import type { Rule } from '../server/core/rules/rule.ts';

const folder = resolve(import.meta.dirname ?? 'scripts', '../docs/rules');
const generated = '<!-- Written by `npm run docs` from the rules in server/core/rules. -->';

const codeBlock = (code: string) => `\`\`\`c\n${code.trim()}\n\`\`\``;

function page({ id, slug, severity, summary, why, bad, good, source }: Rule): string {
  return `${[
    generated,
    `# ${slug} (${id})`,
    summary,
    `Severity: ${severity}, unless the setting \`lazyMmu.rules\` says otherwise.`,
    '## Why',
    why.trim(),
    '## Bad',
    codeBlock(bad),
    '## Good',
    codeBlock(good),
    '## Where it comes from',
    source,
    '## To allow it in one place',
    `Write why it is right there, on the line or on the line above: \`/* lazy-mmu: allow(${slug}) reason */\`. Without a reason the comment does not count.`,
  ].join('\n\n')}\n`;
}

function index(): string {
  const rows = rules.map(
    ({ id, slug, severity, summary }) => `| [${slug}](${slug}.md) | ${id} | ${severity} | ${summary} |`,
  );
  return `${generated}\n\n# Rules\n\n| Rule | Id | Severity | What it finds |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

const pages = new Map([['README.md', index()], ...rules.map((rule) => [`${rule.slug}.md`, page(rule)] as const)]);
const present = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];
const different = [...pages].filter(
  ([name, text]) => !present.includes(name) || readFileSync(join(folder, name), 'utf8') !== text,
);
const left = present.filter((name) => !pages.has(name));

if (process.argv.includes('--check')) {
  for (const [name] of different) console.error(`docs/rules/${name} differs from the rules; run npm run docs`);
  for (const name of left) console.error(`docs/rules/${name} is about no rule; run npm run docs`);
  process.exitCode = different.length + left.length > 0 ? 1 : 0;
} else {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of different) writeFileSync(join(folder, name), text);
  for (const name of left) rmSync(join(folder, name));
  console.log(`${different.length} of ${pages.size} pages written, ${left.length} removed`);
}
