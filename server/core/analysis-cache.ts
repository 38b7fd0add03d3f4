import type { FileAnalysis } from './analysis.ts';
import type { CallSites } from './callbacks/call-sites.ts';
import { Kept } from './kept.ts';
import type { Summary } from './regions/helpers.ts';
import { mentionsOneOf } from './summaries/call-graph.ts';
import type { Question } from './summaries/question.ts';
import type { Summaries } from './summaries/summaries.ts';
import type { TreeSummaries } from './summaries/tree-summaries.ts';
import type { MacroDefinition, SourceFile } from './syntax/source-file.ts';
import type { TextMarks } from './text-marks.ts';

/** What was found out about one function, and where it stood then. */
export interface AnalysedFunction {
  readonly start: number;
  readonly text: string;
  readonly analysis: Pick<FileAnalysis, 'functions' | 'notAnalysed'>;
  /** Functions and macros of the file that the findings depend on besides. */
  readonly consulted: readonly Consulted[];
  /** What was known of the tree then. */
  readonly tree: TreeSummaries;
  readonly treeVersion: number;
}

/** A function or a macro as it was when it was looked at. */
export interface Consulted {
  readonly name: string;
  readonly text: string;
  readonly start: number;
}

/**
 * What the last analysis found out, by the text of functions. Give the same one again for the next version of a file, and
 * only functions that changed are analysed, and those that depend on them.
 */
export class AnalysisCache {
  readonly summaries = new Kept<Summary | undefined>();
  readonly callSites = new Kept<CallSites | undefined>();
  readonly functions = new Kept<AnalysedFunction>();
  /** What the rules have asked about callees. */
  readonly questions: Set<Question<unknown>>;
  #names: ReadonlyMap<string, string> = new Map();
  #marks = { rangeName: '', kept: new Kept<TextMarks>() };
  #callees: { readonly tree: TreeSummaries; readonly key: string; readonly summaries: Summaries } | undefined;

  /** `questions` are those that an analysis may be expected to ask, if that is known. */
  constructor(questions: Iterable<Question<unknown>> = []) {
    this.questions = new Set(questions);
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

  /**
   * Begins with the next version of a file: forgets the functions that mention a name which means something else now. Gives
   * these names.
   */
  heedNames(file: SourceFile): ReadonlySet<string> {
    const names = namesOf(file);
    const changed = new Set<string>();
    for (const [name, body] of names) if (this.#names.get(name) !== body) changed.add(name);
    for (const name of this.#names.keys()) if (!names.has(name)) changed.add(name);
    this.#names = names;
    if (changed.size === 0) return changed;
    this.functions.forget(
      ({ text, consulted }) =>
        mentionsOneOf(text, changed) || consulted.some((each) => mentionsOneOf(each.text, changed)),
    );
    return changed;
  }

  /** What is known of callees, brought up to date when it was found out in the same way; else what `make` gives. */
  callees(tree: TreeSummaries, key: string, update: (known: Summaries) => void, make: () => Summaries): Summaries {
    const known = this.#callees;
    if (known?.tree === tree && known.key === key) {
      update(known.summaries);
      return known.summaries;
    }
    const summaries = make();
    this.#callees = { tree, key, summaries };
    return summaries;
  }
}

/** What names of a file stand for: macros by what they expand to, functions whatever they do. */
function namesOf({ functions, macros }: SourceFile): ReadonlyMap<string, string> {
  const macroText = ({ parameters, body }: MacroDefinition) => `(${parameters?.join() ?? ''}) ${body}`;
  const names = new Map(functions.map(({ name }) => [name, '']));
  for (const macro of macros.values()) names.set(macro.name, macroText(macro));
  return names;
}
