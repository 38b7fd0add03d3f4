import { type AnalysisCache, type AnalysisOptions, analyseFile, findingsIn } from '../core/analyse.ts';
import type { FileAnalysis } from '../core/analysis.ts';
import type { Finding } from '../core/finding.ts';
import type { KernelParser, SourceFile } from '../core/syntax/source-file.ts';
import { optionsFrom } from '../host/tree-settings.ts';
import type { OpenDocument } from './documents.ts';
import type { Settings } from './protocol.ts';
import type { Positions } from './to-protocol.ts';

/** One version of a document with everything the engine says about it. */
export interface Analysed {
  readonly uri: string;
  /** Absolute path of the kernel tree that it lies in; absent outside any. */
  readonly root?: string;
  readonly version: number;
  readonly file: SourceFile;
  readonly analysis: FileAnalysis;
  /** Findings of all functions, in the order of the text. */
  readonly findings: readonly Finding[];
  readonly settings: Settings;
  /** What the analysis was told of the tree and the settings. */
  readonly options: AnalysisOptions;
  /** Positions in this version; they move on with the document when it changes. */
  readonly positions: Positions;
}

/** Analyses the newest text. `cache` is that of the document: functions that did not change are not analysed again. */
export function analyse(
  document: OpenDocument,
  parser: KernelParser,
  settings: Settings,
  cache: AnalysisCache,
): Analysed {
  const { uri, version, positions, place } = document;
  const options: AnalysisOptions = {
    dialect: place.in.dialect(),
    ...optionsFrom(place.in.settings(), settings),
  };
  const file = document.parsed(parser);
  const analysis = analyseFile(file, options, cache);
  const { root } = place.in;
  return { uri, root, version, file, analysis, findings: findingsIn(analysis), settings, options, positions };
}
