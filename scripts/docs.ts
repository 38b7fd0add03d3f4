// Writes what is generated from data: docs/rules from the rules' metadata, a page for each rule and an index; the schema of
// scenario files from the table of their properties, and that of .lazymmu.json from the rules; the tables in docs/simulator.md, and that of the settings in docs/configuration.md. With --check
// nothing is written, and the exit code is 1 when a file differs from what would be written.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { allRules } from '../server/core/rules/registry.ts';
import type { RuleDescription } from '../server/core/rules/rule.ts';
import { treeSettingsSchema } from '../server/core/rules/settings-schema.ts';
import { machineOptionNames, machineOptions } from '../server/core/simulator/arch/machine-options.ts';
import { machineOf } from '../server/core/simulator/arch/machines.ts';
import { machineNames } from '../server/core/simulator/arch/names.ts';
import { type PageGeometry, pageSizes } from '../server/core/simulator/arch/page-geometry.ts';
import { allPresets } from '../server/core/simulator/presets/presets.ts';
import { findingKinds } from '../server/core/simulator/sanitizer/catalogue.ts';
import { scenarioSchema } from '../server/core/simulator/scenario-shape/schema.ts';
import { systemCalls } from '../server/core/simulator/system-calls/table.ts';
import { settingRows, settingsHead } from './settings-table.ts';

const root = resolve(import.meta.dirname ?? 'scripts', '..');
const rulesFolder = 'docs/rules';
const generated = '<!-- Written by `npm run docs` from the rules in server/core/rules. -->';

const codeBlock = (code: string) => `\`\`\`c\n${code.trim()}\n\`\`\``;

function page({ id, slug, severity, summary, why, bad, good, source }: RuleDescription): string {
  return `${[
    generated,
    `# ${slug} (${id})`,
    summary,
    `Severity: ${severity}, unless the setting \`lazyMmu.rules\` or the tree's \`.lazymmu.json\` says otherwise.`,
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
  const rows = allRules.map(
    ({ id, slug, severity, summary }) => `| [${slug}](${slug}.md) | ${id} | ${severity} | ${summary} |`,
  );
  return `${generated}\n\n# Rules\n\n| Rule | Id | Severity | What it finds |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

/** Rows of a table of Markdown, its cells padded as the formatter does. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** Tables in pages that are otherwise written by hand, by the name in their marks: `<!-- machines -->`. */
const tables: Readonly<Record<string, () => string>> = {
  machines: () =>
    table(
      ['Machine', 'What it is', 'Pages', 'Entries in a table', 'Lazy MMU mode'],
      machineNames.map((name) => {
        const { title, hasLazyMode } = machineOf(name);
        const geometries = new Set(pageSizes.map((pageSize) => machineOf(name, { pageSize }).geometry));
        const each = (tell: (geometry: PageGeometry) => string) => [...geometries].map(tell).join(', ');
        return [
          `\`${name}\``,
          title,
          each(({ pageSize }) => `${pageSize / 1024}K`),
          each((geometry) => `${geometry.entries('PTE')}`),
          hasLazyMode ? 'yes' : 'no',
        ];
      }),
    ),
  'machine-options': () =>
    table(
      ['Option', 'What it says', 'Values', 'Machines'],
      machineOptionNames.map((name) => {
        const { title, values, standard, machines } = machineOptions[name];
        const written = [...values].map((value) => (value === standard ? `**${value}**` : `${value}`));
        return [`\`${name}\``, title, written.join(', '), codes(machines)];
      }),
    ),
  'system-calls': () =>
    table(
      ['Name', 'What it is', 'Steps'],
      systemCalls.map(({ name, title, steps }) => [`\`${name}\``, title, steps.map((step) => step.title).join('; ')]),
    ),
  findings: () =>
    table(
      ['Id', 'What it finds', 'Known from', 'Severity'],
      findingKinds.map(({ id, title, status, severity, unseen }) => [
        id,
        unseen === undefined ? title : `${title} (never found: ${unseen})`,
        status,
        severity,
      ]),
    ),
  settings: () => table(settingsHead, settingRows(readText('package.json'), readText('package.nls.json'))),
  presets: () =>
    table(
      ['Preset', 'What happens', 'Walkers'],
      allPresets.map(({ name, title, walkers }) => [
        `\`${name}\``,
        title,
        walkers.length === 0 ? 'any other' : codes(walkers),
      ]),
    ),
};

function readText(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function withTables(file: string): string {
  return readText(file).replace(/(<!-- ([\w-]+) -->\n)[\s\S]*?(<!-- \/\2 -->)/g, (_whole, open, name, close) => {
    const make = tables[name];
    if (make === undefined) throw new Error(`${file}: nothing is known of a table called ${name}`);
    return `${open}\n${make()}\n\n${close}`;
  });
}

const pages = new Map([['README.md', index()], ...allRules.map((rule) => [`${rule.slug}.md`, page(rule)] as const)]);
const generatedFiles = new Map([
  ...[...pages].map(([name, text]) => [`docs/rules/${name}`, text] as const),
  ...['docs/simulator.md', 'docs/configuration.md'].map((file) => [file, withTables(file)] as const),
  ['schemas/scenario.schema.json', `${JSON.stringify(scenarioSchema(), null, 2)}\n`],
  ['schemas/lazymmu.schema.json', `${JSON.stringify(treeSettingsSchema(), null, 2)}\n`],
]);

const present = existsSync(join(root, rulesFolder)) ? readdirSync(join(root, rulesFolder)) : [];
const different = [...generatedFiles].filter(([file, text]) => {
  return !existsSync(join(root, file)) || readText(file) !== text;
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
