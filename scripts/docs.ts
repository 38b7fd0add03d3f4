// Writes what is generated from data: docs/rules from the rules' metadata, a page for each rule and an index; the schema of
// scenario files from the table of their properties. With --check nothing is written, and the exit code is 1 when a file
// differs from what would be written.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rules } from '../server/core/rules/registry.ts';
import type { Rule } from '../server/core/rules/rule.ts';
import { scenarioSchema } from '../server/core/simulator/scenario-shape/schema.ts';

const root = resolve(import.meta.dirname ?? 'scripts', '..');
const rulesFolder = 'docs/rules';
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
const generatedFiles = new Map([
  ...[...pages].map(([name, text]) => [`docs/rules/${name}`, text] as const),
  ['schemas/scenario.schema.json', `${JSON.stringify(scenarioSchema(), null, 2)}\n`],
]);

const present = existsSync(join(root, rulesFolder)) ? readdirSync(join(root, rulesFolder)) : [];
const different = [...generatedFiles].filter(([file, text]) => {
  return !existsSync(join(root, file)) || readFileSync(join(root, file), 'utf8') !== text;
});
const left = present.filter((name) => name.endsWith('.md') && !pages.has(name));

if (process.argv.includes('--check')) {
  for (const [file] of different) console.error(`${file} differs from the data it is made of; run npm run docs`);
  for (const name of left) console.error(`${rulesFolder}/${name} is about no rule; run npm run docs`);
  process.exitCode = different.length + left.length > 0 ? 1 : 0;
} else {
  mkdirSync(join(root, rulesFolder), { recursive: true });
  for (const [file, text] of different) writeFileSync(join(root, file), text);
  for (const name of left) rmSync(join(root, rulesFolder, name));
  console.log(`${different.length} of ${generatedFiles.size} files written, ${left.length} removed`);
}
