import type { Language, Tree } from 'web-tree-sitter';
import type { SyntaxProblem } from './ast.ts';

/**
 * One node of a parse, copied out of the wasm heap. Only named nodes and operators are kept: the rest of the tokens says
 * nothing that the type of the parent does not say.
 */
export interface SyntaxNode {
  readonly type: string;
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  readonly children: readonly SyntaxNode[];
}

/** A copied parse: the tree, and where it could not be read. */
export interface ParsedText {
  readonly root: SyntaxNode;
  readonly problems: readonly SyntaxProblem[];
}

interface Building {
  readonly type: string;
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  readonly children: Building[];
}

/** Node types and field names of a grammar by number, so that reading a node costs no string conversion. */
export interface Grammar {
  readonly types: readonly string[];
  readonly fields: readonly (string | null)[];
  /** Named nodes, which are kept. */
  readonly kept: readonly boolean[];
  /** Tokens that may stand in an `operator` field; those are kept too. */
  readonly operators: readonly boolean[];
  /** Nodes that are not looked into. */
  readonly leaves: readonly boolean[];
  readonly operatorField: number;
}

/** Nodes whose children say nothing that their text does not say. */
const leafTypes = new Set([
  ...['comment', 'identifier', 'type_identifier', 'field_identifier', 'statement_identifier', 'primitive_type'],
  ...['number_literal', 'string_literal', 'char_literal', 'null', 'true', 'false'],
  ...['break_statement', 'continue_statement', 'storage_class_specifier', 'type_qualifier'],
]);

export function describeGrammar(language: Language): Grammar {
  const types = Array.from({ length: language.nodeTypeCount }, (_, id) => language.nodeTypeForId(id) ?? '');
  const fields = Array.from({ length: language.fieldCount + 1 }, (_, id) => language.fieldNameForId(id));
  return {
    types,
    fields,
    kept: types.map((type, id) => language.nodeTypeIsNamed(id) && type !== 'comment'),
    operators: types.map((type) => /^[-+*/%&|^~!<>=.]+$/.test(type)),
    leaves: types.map((type, id) => !language.nodeTypeIsNamed(id) || leafTypes.has(type)),
    operatorField: language.fieldIdForName('operator') ?? -1,
  };
}

/** How many problems of one parse are worth telling. */
const problemLimit = 10;

/** The number tree-sitter gives to an ERROR node. */
const errorTypeId = 65535;

/** Copies a parse out of the wasm heap without recursion, so depth costs no stack. The tree can be deleted afterwards. */
export function copyTree(tree: Tree, grammar: Grammar): ParsedText {
  const problems: SyntaxProblem[] = [];
  const broken = tree.rootNode.hasError;
  const cursor = tree.walk();
  const root = readNode();
  const open: (Building | undefined)[] = [root];
  let descending = true;
  for (;;) {
    if (descending && cursor.gotoFirstChild()) {
      open.push(addChild());
      continue;
    }
    open.pop();
    if (open.length === 0) break;
    if (cursor.gotoNextSibling()) {
      open.push(addChild());
    } else {
      cursor.gotoParent();
      descending = false;
    }
  }
  cursor.delete();
  return { root, problems };

  function readNode(): Building {
    const id = cursor.nodeTypeId;
    return {
      type: id === errorTypeId ? 'ERROR' : grammar.types[id],
      field: grammar.fields[cursor.currentFieldId],
      start: cursor.startIndex,
      end: cursor.endIndex,
      children: [],
    };
  }

  /** Adds the node under the cursor to the innermost node that is kept. */
  function addChild(): Building | undefined {
    const id = cursor.nodeTypeId;
    if (broken) noteProblem(id);
    descending = broken || !grammar.leaves[id];
    const keep =
      id === errorTypeId ||
      grammar.kept[id] ||
      (grammar.operators[id] && cursor.currentFieldId === grammar.operatorField);
    if (!keep) return undefined;
    const node = readNode();
    open.findLast((each) => each !== undefined)?.children.push(node);
    return node;
  }

  function noteProblem(id: number): void {
    if (problems.length >= problemLimit) return;
    const range = { start: cursor.startIndex, end: cursor.endIndex };
    if (id === errorTypeId) problems.push({ ...range, reason: 'a syntax error' });
    else if (cursor.nodeIsMissing) problems.push({ ...range, reason: `'${grammar.types[id]}' is missing` });
  }
}

/** The child that stands in a field of the grammar. */
export function childIn(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

export function childrenIn(node: SyntaxNode, field: string): readonly SyntaxNode[] {
  return node.children.filter((child) => child.field === field);
}

export function childOfType(node: SyntaxNode, type: string): SyntaxNode | undefined {
  return node.children.find((child) => child.type === type);
}
