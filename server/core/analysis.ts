import type { Finding } from './finding.ts';
import type { ApiCall, LazySection } from './regions/section.ts';
import type { Range } from './text.ts';

export interface FunctionAnalysis {
  readonly name: string;
  readonly range: Range;
  readonly nameRange: Range;
  readonly calls: readonly ApiCall[];
  readonly sections: readonly LazySection[];
  readonly findings: readonly Finding[];
}

export interface NotAnalysed {
  readonly function: string;
  /** What could not be read, or the function's name. */
  readonly range: Range;
  readonly reason: string;
}

/** Everything the engine says about one version of one file. Only functions that touch lazy MMU mode are listed. */
export interface FileAnalysis {
  readonly path: string;
  readonly functions: readonly FunctionAnalysis[];
  readonly notAnalysed: readonly NotAnalysed[];
  /** Findings in no function that is listed: about suppressions that stand where there is nothing to allow. */
  readonly outside?: readonly Finding[];
}
