import { Language, Parser } from 'web-tree-sitter';
import type { Expression, Statement } from './ast.ts';
import { openSegmentedFile } from './file.ts';
import { Fragments, type ParseText } from './fragments.ts';
import { SegmentReader } from './reader.ts';
import { defaultConfiguration } from './scan/configuration.ts';
import type { KernelParser } from './source-file.ts';
import { copyTree, describeGrammar } from './tree.ts';

/** The two WebAssembly modules: tree-sitter itself, and its grammar of C. */
export interface ParserModules {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

/** Makes the parser. Rejects only when a module is not what it should be. */
export async function createKernelParser(modules: ParserModules): Promise<KernelParser> {
  // Asked for although nothing is fetched; without it a browser's worker is asked for its address, which a bundle has not.
  await Parser.init({ wasmBinary: modules.runtime, locateFile: (name: string) => name });
  const language = await Language.load(modules.grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  const grammar = describeGrammar(language);
  const parse: ParseText = (text) => {
    const tree = parser.parse(text);
    if (!tree) return noTree(text);
    try {
      return copyTree(tree, grammar);
    } finally {
      tree.delete();
    }
  };
  return new SegmentParser(parse);
}

function noTree(text: string): ReturnType<ParseText> {
  const range = { start: 0, end: text.length };
  return {
    root: { type: 'ERROR', field: null, children: [], ...range },
    problems: [{ reason: 'not parsed', ...range }],
  };
}

class SegmentParser implements KernelParser {
  readonly #fragments: Fragments;
  readonly #reader: SegmentReader;

  constructor(parse: ParseText) {
    this.#fragments = new Fragments(parse);
    this.#reader = new SegmentReader(parse, this.#fragments);
  }

  parse(path: string, text: string, configuration = defaultConfiguration): ReturnType<KernelParser['parse']> {
    return openSegmentedFile(path, text, configuration, this.#reader);
  }

  parseExpression(text: string): Expression | undefined {
    return this.#fragments.expression(text, 0);
  }

  parseStatements(text: string): readonly Statement[] | undefined {
    return this.#fragments.statements(text, 0);
  }
}
