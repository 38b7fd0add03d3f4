import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A finding as a heading of docs/findings.md has it; the text below the heading says why it is true. */
export interface ExpectedFinding {
  readonly path: string;
  readonly line: number;
  readonly function: string;
  readonly rule: string;
}

/** What docs/findings.md says is found in a release, such as `7.2.13`, in the files that a tree has of it. */
export function expectedFindings(release: string, tree: string): readonly ExpectedFinding[] {
  const document = readFileSync('docs/findings.md', 'utf8');
  const section = document.split(/^## /m).find((text) => text.startsWith(`Linux ${release}\n`));
  if (section === undefined) throw new Error(`docs/findings.md has no section for Linux ${release}`);
  return section
    .split(/^### /m)
    .slice(1)
    .map(readHeading)
    .filter(({ path }) => existsSync(join(tree, path)));
}

function readHeading(text: string): ExpectedFinding {
  const [heading, ...reason] = text.split('\n');
  const match = /^(\S+):(\d+) (\w+): ([\w-]+)$/.exec(heading);
  if (!match) throw new Error(`docs/findings.md: "### ${heading}" is not "path:line function: rule"`);
  if (reason.join('').trim() === '') throw new Error(`docs/findings.md: ${heading} has no reason`);
  return { path: match[1], line: Number(match[2]), function: match[3], rule: match[4] };
}
