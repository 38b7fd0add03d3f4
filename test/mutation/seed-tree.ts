import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  analyseFile,
  createAnalysisCache,
  detectDialect,
  dialectHeader,
  findingsIn,
} from '../../server/core/analyse.ts';
import type { FileAnalysis } from '../../server/core/analysis.ts';
import type { Finding } from '../../server/core/finding.ts';
import type { KernelParser, SourceFile } from '../../server/core/syntax/source-file.ts';
import { sources } from '../corpus/lazy-callers.ts';
import { Random } from '../fuzz/random.ts';
import { equivalences } from './equivalent.ts';
import { mutationKinds } from './kinds.ts';
import { type Mutant, type MutationKind, withoutMark } from './mutant.ts';
import { Site } from './site.ts';

export type Verdict = 'caught' | 'equivalent' | 'missed' | 'wrongly reported' | 'not analysed';

/** They enter and leave the mode to see what it does, and walk no table. */
const testsOfTheApi = /^mm\/tests\//;

/** What became of one mutant. */
export interface Outcome {
  readonly kind: string;
  readonly verdict: Verdict;
  /** `mm/memory.c:3079: early return in remap_pte_range`, the line of the unchanged file. */
  readonly where: string;
  readonly mutant: Mutant;
  /** Why it is equivalent, or what was found instead. */
  readonly remark: string;
}

export interface SeedingOptions {
  readonly parser: KernelParser;
  readonly seed: number;
  /** Only kinds whose name holds this. */
  readonly kind?: string;
  /** At most so many mutants of a kind and a walker. */
  readonly atMost?: number;
}

/** Breaks every walker of a kernel tree in every way, and says of each mutant whether it is reported. */
export function seedTree(
  tree: string,
  { parser, seed, kind: wanted = '', atMost }: SeedingOptions,
): readonly Outcome[] {
  const dialect = detectDialect(readFileSync(join(tree, dialectHeader), 'utf8'));
  const kinds = mutationKinds.filter(
    ({ name, dialects }) => name.includes(wanted) && (dialects ?? [dialect.generation]).includes(dialect.generation),
  );
  return sources(tree).flatMap((path) => {
    const text = readFileSync(join(tree, path), 'utf8');
    if (!text.includes('lazy_mmu') || testsOfTheApi.test(path)) return [];
    const file = parser.parse(path, text);
    const cache = createAnalysisCache();
    const analyse = (version: SourceFile) => analyseFile(version, { dialect }, cache);
    return sitesOf(file, analyse(file)).flatMap((site) =>
      kinds.flatMap((kind) => {
        const made = sample(kind.seed(site), Math.min(kind.atMost ?? Infinity, atMost ?? Infinity), seed);
        return made.map((mutant) => judge(kind, mutant, site, analyse));
      }),
    );
  });
}

/** A function that leaves and enters a section of its caller, or does half of it, has no section of its own to lose. */
function sitesOf(file: SourceFile, { functions }: FileAnalysis): readonly Site[] {
  return functions.flatMap((walker) => {
    const entry = file.functions.find(({ name, start }) => name === walker.name && start === walker.range.start);
    const owns = walker.sections.some(({ disables }) => disables.length > 0);
    return entry && owns ? [new Site(file, walker, entry.definition())] : [];
  });
}

function sample<T>(all: readonly T[], atMost: number, seed: number): readonly T[] {
  if (all.length <= atMost) return all;
  const random = new Random(seed + all.length);
  const left = all.map((_, index) => index);
  const chosen = Array.from({ length: atMost }, () => left.splice(random.below(left.length), 1)[0]);
  return chosen.sort((a, b) => a - b).map((index) => all[index]);
}

function judge(
  kind: MutationKind,
  mutant: Mutant,
  site: Site,
  analyse: (version: SourceFile) => FileAnalysis,
): Outcome {
  const { edits, marked } = withoutMark(mutant.edits);
  const version = site.file.edit(edits);
  const analysis = analyse(version);
  const findings = findingsIn(analysis).filter(({ rule }) => kind.rules.includes(rule));
  const caught = findings.some((finding) => isAt(finding, version, site.walker.name, mutant.place, marked));
  const equivalence = equivalences.find(({ holds }) => holds(kind, site, mutant));
  const refused = analysis.notAnalysed.map(({ function: name, reason }) => `${name}: ${reason}`);
  const found = findingsIn(analysis).map(({ rule, range }) => `${rule} on line ${version.lines.lineOf(range.start)}`);
  const outcome = {
    kind: kind.name,
    where: `${site.file.path}:${site.file.lines.lineOf(mutant.at)}: ${kind.name} in ${site.walker.name}`,
    mutant,
  };
  if (refused.length > 0) return { ...outcome, verdict: 'not analysed', remark: refused.join('; ') };
  if (equivalence) {
    return { ...outcome, verdict: caught ? 'wrongly reported' : 'equivalent', remark: equivalence.reason };
  }
  const expected = marked === undefined ? '' : `, not on line ${version.lines.lineOf(marked)}`;
  return {
    ...outcome,
    verdict: caught ? 'caught' : 'missed',
    remark: `found: ${found.join(', ') || 'nothing'}${expected}`,
  };
}

function isAt(
  { range, function: name }: Finding,
  { lines }: SourceFile,
  walker: string,
  place: Mutant['place'],
  marked = 0,
): boolean {
  if (place === 'line') return lines.lineOf(range.start) === lines.lineOf(marked);
  if (place === 'from') return range.start >= marked;
  return name === walker;
}
