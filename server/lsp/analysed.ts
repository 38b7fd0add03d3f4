import { type AnalysisCache, type AnalysisOptions, analyseFile, findingsIn } from '../core/analyse.ts';
import type { FileAnalysis } from '../core/analysis.ts';
import type { Finding } from '../core/finding.ts';
import { keepHalfTyped } from '../core/half-typed.ts';
import type { FunctionIndex } from '../core/summaries/function-index.ts';
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

/** What is known of a document when it is analysed. */
export interface Knowledge {
  /** Of the document: functions that did not change are not analysed again. */
  readonly cache: AnalysisCache;
  /** Functions of the other files of its tree. */
  readonly index?: FunctionIndex;
  /** The version before, with the same settings: what it says of a function that is half typed is kept. */
  readonly before?: Analysed;
}

/** How a document is to be analysed. */
export function optionsOf(
  { place }: Pick<OpenDocument, 'place'>,
  settings: Settings,
  index?: FunctionIndex,
): AnalysisOptions {
  return {
    dialect: place.in.dialect(),
    index,
    indexIsComing: index === undefined && place.in.index?.isComing,
    ...optionsFrom(place.in.settings(), settings),
  };
}

/** Analyses the newest text. */
export function analyse(
  document: OpenDocument,
  parser: KernelParser,
  settings: Settings,
  { cache, index, before }: Knowledge,
): Analysed {
  const { uri, version, positions, place } = document;
  const options = optionsOf(document, settings, index);
  const file = document.parsed(parser);
  const found = analyseFile(file, options, cache);
  const analysis = before ? keepHalfTyped(before, { file, analysis: found }) : found;
  const { root } = place.in;
  return { uri, root, version, file, analysis, findings: findingsIn(analysis), settings, options, positions };
}
