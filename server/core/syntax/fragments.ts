import type { Enumerator, Expression, Statement, TypeSyntax } from './ast.ts';
import { type FragmentReader, LoweringContext } from './lower/context.ts';
import { lowerExpression } from './lower/expressions.ts';
import { lowerCompound } from './lower/statements.ts';
import { lowerTypeDescriptor, lowerTypeSpecifier } from './lower/types.ts';
import { mask } from './mask/mask.ts';
import { childIn, childOfType, type ParsedText, type SyntaxNode } from './tree.ts';
import { isTypeName } from './type-names.ts';

/** Parses masked text; the parse is copied and its wasm memory freed. */
export type ParseText = (text: string) => ParsedText;

/** How deep fragments may hold fragments: `typeof(typeof(…))`. */
const fragmentLimit = 20;

/** Reads pieces of C by putting them into the smallest whole that the grammar accepts. */
export class Fragments implements FragmentReader {
  readonly #parse: ParseText;
  #depth = 0;

  constructor(parse: ParseText) {
    this.#parse = parse;
  }

  type(text: string, base: number): TypeSyntax | undefined {
    return this.#read('int x = sizeof(', text, ');', 'fragment', base, (root, context) => {
      const sizeof = root.children[0]?.children.at(-1)?.children.at(-1);
      if (sizeof?.type !== 'sizeof_expression') return undefined;
      const type = childIn(sizeof, 'type');
      if (type) return lowerTypeDescriptor(context, type);
      const lone = childIn(sizeof, 'value')?.children[0];
      if (lone?.type !== 'identifier') return undefined;
      const named = context.notes.has(lone.start) || isTypeName(context.textOf(lone)) || /^\s*\w+\s*$/.test(text);
      return named ? lowerTypeDescriptor(context, { ...lone, children: [{ ...lone, field: 'type' }] }) : undefined;
    });
  }

  expression(text: string, base: number): Expression | undefined {
    return this.#read('int x = (', text, '\n);', 'fragment', base, (root, context) => {
      const value = root.children.length === 1 ? root.children[0].children.at(-1)?.children.at(-1) : undefined;
      return value?.type === 'parenthesized_expression' ? lowerExpression(context, value) : undefined;
    });
  }

  call(text: string, base: number): Expression | undefined {
    return this.#read('int x = (', text, '\n);', 'call', base, (root, context) => {
      const value = root.children.length === 1 ? root.children[0].children.at(-1)?.children.at(-1) : undefined;
      return value?.type === 'parenthesized_expression' ? lowerExpression(context, value) : undefined;
    });
  }

  statement(text: string, base: number): Expression | undefined {
    const body = this.statements(`${text}\n;`, base);
    if (!body) return undefined;
    const range = { start: base, end: base + text.length };
    return { kind: 'statement-expression', body: { kind: 'compound', body, ...range }, ...range };
  }

  enumerators(text: string): readonly Enumerator[] | undefined {
    return this.#read('enum x {', text, '\n};', 'call', 0, (root, context) => {
      const type = root.children.length === 1 ? lowerTypeSpecifier(context, root.children[0]) : undefined;
      return type?.kind === 'enum' ? type.enumerators : undefined;
    });
  }

  statements(text: string, base: number): readonly Statement[] | undefined {
    return this.#read('void f(void) {', text, '\n}', 'fragment', base, (root, context) => {
      const body = root.children.length === 1 ? childOfType(root.children[0], 'compound_statement') : undefined;
      return body && lowerCompound(context, body).body;
    });
  }

  /** Undefined when the whole does not parse cleanly. */
  #read<Result>(
    before: string,
    text: string,
    after: string,
    kind: 'fragment' | 'call',
    base: number,
    lower: (root: SyntaxNode, context: LoweringContext) => Result | undefined,
  ): Result | undefined {
    if (this.#depth >= fragmentLimit) return undefined;
    this.#depth++;
    try {
      const whole = before + text + after;
      const masked = mask(whole, { kind, bodyStart: 0 });
      const { root, problems } = this.#parse(masked.text);
      if (problems.length > 0) return undefined;
      const context = new LoweringContext(whole, masked, base - before.length, this);
      const result = lower(root, context);
      return context.problems.length > 0 ? undefined : result;
    } finally {
      this.#depth--;
    }
  }
}
