import type { FileAnalysis } from './analysis.ts';
import type { CallSites } from './callbacks/call-sites.ts';
import { Kept } from './kept.ts';
import type { Summary } from './regions/helpers.ts';
import type { Helpers } from './regions/lazy-domain.ts';
import type { Anchor, CalleeSummaries } from './summaries/callee-summaries.ts';
import type { Question } from './summaries/question.ts';
import type { Summaries } from './summaries/summaries.ts';
import type { TreeSummaries } from './summaries/tree-summaries.ts';
import type { MacroDefinition, SourceFile } from './syntax/source-file.ts';
import type { TextMarks } from './text-marks.ts';

/** What was found out about one function, and where it stood then. */
export interface AnalysedFunction {
  readonly start: number;
  readonly analysis: Pick<FileAnalysis, 'functions' | 'notAnalysed'>;
  /** What it was told of callees; absent when it did not come to ask. */
  readonly callees?: CalleeSummaries;
  /** Where it was told so, and as of which revision that holds. */
  readonly summaries: Summaries;
  readonly revision: number;
  readonly anchors: readonly Anchor[];
}

/**
 * What the last analysis found out, by the text of functions. Give the same one again for the next version of a file, and
 * only functions that changed are analysed, and those that depend on them.
 */
export class AnalysisCache {
  readonly summaries: Kept<Summary | undefined>;
  readonly callSites: Kept<CallSites | undefined>;
  readonly functions = new Kept<AnalysedFunction>();
  /** What the rules have asked about callees. */
  readonly questions: Set<Question<unknown>>;
  /** Names of the functions that the last analysis did not find here. */
  readonly anew = new Set<string>();
  #names: ReadonlyMap<string, string> = new Map();
  #marks = { rangeName: '', kept: new Kept<TextMarks>() };
  #callees: { readonly tree: TreeSummaries; readonly summaries: Summaries } | undefined;

  /** `like` is that of the same document with another index: what does not depend on one is shared. */
  constructor(like?: AnalysisCache) {
    this.summaries = like?.summaries ?? new Kept();
    this.callSites = like?.callSites ?? new Kept();
    this.questions = new Set(like?.questions);
  }

  /** Ends an analysis, which has asked these questions: what it did not ask for is forgotten. */
  turn(questions: Iterable<Question<unknown>>): void {
    for (const question of questions) this.questions.add(question);
    for (const kept of [this.#marks.kept, this.summaries, this.callSites, this.functions]) kept.turn();
  }

  /** What the texts of functions show, where the range-carrying enable has a name. */
  marksFor(rangeName: string): Kept<TextMarks> {
    if (this.#marks.rangeName !== rangeName) this.#marks = { rangeName, kept: new Kept() };
    return this.#marks.kept;
  }

  /** Goes on with the next version of a file. Gives the names of it that have come or gone, or mean something else. */
  heedNames(file: SourceFile, helpers: Helpers): ReadonlySet<string> {
    const names = namesOf(file, helpers);
    const changed = new Set<string>();
    for (const [name, meaning] of names) if (this.#names.get(name) !== meaning) changed.add(name);
    for (const name of this.#names.keys()) if (!names.has(name)) changed.add(name);
    this.#names = names;
    return changed;
  }

  /** What is known of callees, brought up to date when it was found out in the same way; else what `make` gives. */
  callees(tree: TreeSummaries, update: (known: Summaries) => void, make: () => Summaries): Summaries {
    const known = this.#callees;
    if (known?.tree === tree) {
      update(known.summaries);
      return known.summaries;
    }
    const summaries = make();
    this.#callees = { tree, summaries };
    return summaries;
  }
}

/** What names of a file stand for: macros by what they expand to, functions by what they do to the mode for their callers. */
function namesOf({ functions, macros }: SourceFile, helpers: Helpers): ReadonlyMap<string, string> {
  const outcomes = (name: string) => (helpers.has(name) ? JSON.stringify(helpers.get(name)) : '');
  const macroText = ({ parameters, body }: MacroDefinition) => `(${parameters?.join() ?? ''}) ${body}`;
  const names = new Map(functions.map(({ name }) => [name, outcomes(name)]));
  for (const macro of macros.values()) names.set(macro.name, `${outcomes(macro.name)} ${macroText(macro)}`);
  return names;
}
