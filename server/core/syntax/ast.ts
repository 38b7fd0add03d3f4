import type { Range } from '../text.ts';

/**
 * C as the engine reads it: plain data lowered once per function from the tree-sitter tree, shared by the flow analysis
 * and the simulator. Every node carries the range it stands at in the unmasked text.
 */
export type TypeSyntax =
  /** `name` is normalised: builtin words in C's usual order ('unsigned long', 'char'), or a typedef name ('pte_t'). */
  | { readonly kind: 'named'; readonly name: string }
  | {
      readonly kind: 'record';
      readonly keyword: 'struct' | 'union';
      readonly tag?: string;
      readonly members?: readonly MemberDeclaration[];
    }
  | { readonly kind: 'enum'; readonly tag?: string; readonly enumerators?: readonly Enumerator[] }
  | { readonly kind: 'pointer'; readonly target: TypeSyntax }
  | { readonly kind: 'array'; readonly element: TypeSyntax; readonly length?: Expression }
  | {
      readonly kind: 'function';
      readonly returns: TypeSyntax;
      readonly parameters: readonly Parameter[];
      readonly variadic: boolean;
    }
  | { readonly kind: 'typeof'; readonly operand: Expression | TypeOperand };

/** A type where C wants an expression: `sizeof(type)`, `min_t(type, …)`. */
export interface TypeOperand extends Range {
  readonly kind: 'type';
  readonly type: TypeSyntax;
}

/** A member without a name is an anonymous struct or union, whose members belong to the outer one. */
export interface MemberDeclaration extends Range {
  readonly name?: string;
  readonly type: TypeSyntax;
  readonly bits?: Expression;
}

export interface Enumerator extends Range {
  readonly name: string;
  readonly value?: Expression;
}

export interface Parameter extends Range {
  readonly name?: string;
  readonly type: TypeSyntax;
}

export type Expression =
  | NameExpression
  | IntegerExpression
  | StringExpression
  | CallExpression
  | MemberExpression
  | IndexExpression
  | UnaryExpression
  | UpdateExpression
  | BinaryExpression
  | LogicalExpression
  | AssignExpression
  | ConditionalExpression
  | CastExpression
  | SizeofExpression
  | OffsetofExpression
  | SequenceExpression
  | StatementExpression
  | InitializerList
  | CompoundLiteral
  | TypeOperand
  | UnknownExpression;

export interface NameExpression extends Range {
  readonly kind: 'name';
  readonly name: string;
}

/** Character constants are integers too. */
export interface IntegerExpression extends Range {
  readonly kind: 'integer';
  readonly value: bigint;
  readonly unsigned: boolean;
  /** How many `l` the suffix holds: 0, 1 or 2. */
  readonly long: 0 | 1 | 2;
  /** Written in hexadecimal, octal or binary: C then also tries the unsigned types. */
  readonly decimal: boolean;
}

/** Adjacent literals are one; `value` is without quotes and escapes. */
export interface StringExpression extends Range {
  readonly kind: 'string';
  readonly value: string;
}

export interface CallExpression extends Range {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Expression[];
}

export interface MemberExpression extends Range {
  readonly kind: 'member';
  readonly object: Expression;
  readonly arrow: boolean;
  readonly field: string;
  readonly fieldRange: Range;
}

export interface IndexExpression extends Range {
  readonly kind: 'index';
  readonly array: Expression;
  readonly index: Expression;
}

export interface UnaryExpression extends Range {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | '!' | '~' | '*' | '&';
  readonly operand: Expression;
}

export interface UpdateExpression extends Range {
  readonly kind: 'update';
  readonly operator: '++' | '--';
  readonly prefix: boolean;
  readonly operand: Expression;
}

export interface BinaryExpression extends Range {
  readonly kind: 'binary';
  readonly operator:
    | '+'
    | '-'
    | '*'
    | '/'
    | '%'
    | '<<'
    | '>>'
    | '<'
    | '<='
    | '>'
    | '>='
    | '=='
    | '!='
    | '&'
    | '|'
    | '^';
  readonly left: Expression;
  readonly right: Expression;
}

export interface LogicalExpression extends Range {
  readonly kind: 'logical';
  readonly operator: '&&' | '||';
  readonly left: Expression;
  readonly right: Expression;
}

export interface AssignExpression extends Range {
  readonly kind: 'assign';
  readonly operator: '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '<<=' | '>>=' | '&=' | '|=' | '^=';
  readonly target: Expression;
  readonly value: Expression;
}

/** Without `then` it is GNU's `condition ?: otherwise`. */
export interface ConditionalExpression extends Range {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly then?: Expression;
  readonly otherwise: Expression;
}

export interface CastExpression extends Range {
  readonly kind: 'cast';
  readonly type: TypeSyntax;
  readonly operand: Expression;
}

export interface SizeofExpression extends Range {
  readonly kind: 'sizeof';
  readonly operand: Expression;
}

export interface OffsetofExpression extends Range {
  readonly kind: 'offsetof';
  readonly type: TypeSyntax;
  readonly field: string;
}

/** The comma operator; also the arguments of an iterator macro. */
export interface SequenceExpression extends Range {
  readonly kind: 'sequence';
  readonly expressions: readonly Expression[];
}

/** GNU's `({ … })`; its value is that of the last expression statement. */
export interface StatementExpression extends Range {
  readonly kind: 'statement-expression';
  readonly body: CompoundStatement;
}

export interface InitializerList extends Range {
  readonly kind: 'initializer-list';
  readonly entries: readonly InitializerEntry[];
}

/** `designators` is `.a[3].b` as a path; empty means the next member or element. */
export interface InitializerEntry extends Range {
  readonly designators: readonly (string | Expression)[];
  readonly value: Expression;
}

export interface CompoundLiteral extends Range {
  readonly kind: 'compound-literal';
  readonly type: TypeSyntax;
  readonly initializer: InitializerList;
}

/** Inline assembly, or C that the lowering does not know; never guessed at. */
export interface UnknownExpression extends Range {
  readonly kind: 'unknown';
  readonly reason: string;
}

export type Statement =
  | CompoundStatement
  | DeclarationStatement
  | ExpressionStatement
  | IfStatement
  | LoopStatement
  | ForStatement
  | IterateStatement
  | GuardStatement
  | SwitchStatement
  | CaseLabel
  | LabelStatement
  | GotoStatement
  | JumpStatement
  | ReturnStatement
  | EmptyStatement
  | UnknownStatement;

export interface CompoundStatement extends Range {
  readonly kind: 'compound';
  readonly body: readonly Statement[];
}

export interface DeclarationStatement extends Range {
  readonly kind: 'declaration';
  readonly storage?: 'static' | 'extern' | 'typedef' | 'register';
  /** The type before the declarators: holds the members when a struct is defined here. */
  readonly base: TypeSyntax;
  readonly declarators: readonly Declarator[];
}

export interface Declarator extends Range {
  readonly name: string;
  readonly nameRange: Range;
  readonly type: TypeSyntax;
  readonly initializer?: Expression;
}

export interface ExpressionStatement extends Range {
  readonly kind: 'expression';
  readonly expression: Expression;
}

export interface IfStatement extends Range {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: Statement;
  readonly otherwise?: Statement;
}

export interface LoopStatement extends Range {
  readonly kind: 'while' | 'do-while';
  readonly condition: Expression;
  readonly body: Statement;
}

export interface ForStatement extends Range {
  readonly kind: 'for';
  readonly initial?: DeclarationStatement | Expression;
  readonly condition?: Expression;
  readonly update?: Expression;
  readonly body: Statement;
}

/** A kernel iterator macro: `for_each_possible_cpu(cpu) body`. It may run its body any number of times. */
export interface IterateStatement extends Range {
  readonly kind: 'iterate';
  readonly macro: string;
  readonly arguments: readonly Expression[];
  readonly body: Statement;
}

/** A kernel guard macro over a block: `scoped_guard(rcu) body`. It runs its body once. */
export interface GuardStatement extends Range {
  readonly kind: 'guard';
  readonly macro: string;
  readonly arguments: readonly Expression[];
  readonly body: Statement;
}

/** `body` holds the case labels among its statements, as C has them. */
export interface SwitchStatement extends Range {
  readonly kind: 'switch';
  readonly value: Expression;
  readonly body: Statement;
}

/** `case value:`, `case value ... upper:`, or `default:` when there is no value. */
export interface CaseLabel extends Range {
  readonly kind: 'case';
  readonly value?: Expression;
  readonly upper?: Expression;
}

/** The labelled statement is the next one in the compound. */
export interface LabelStatement extends Range {
  readonly kind: 'label';
  readonly name: string;
}

export interface GotoStatement extends Range {
  readonly kind: 'goto';
  /** Absent for a computed goto. */
  readonly label?: string;
}

export interface JumpStatement extends Range {
  readonly kind: 'break' | 'continue';
}

export interface ReturnStatement extends Range {
  readonly kind: 'return';
  readonly value?: Expression;
}

export interface EmptyStatement extends Range {
  readonly kind: 'empty';
}

export interface UnknownStatement extends Range {
  readonly kind: 'unknown-statement';
  readonly reason: string;
}

export interface FunctionDefinition extends Range {
  readonly name: string;
  readonly nameRange: Range;
  readonly returns: TypeSyntax;
  readonly parameters: readonly Parameter[];
  readonly variadic: boolean;
  readonly storage?: 'static' | 'extern';
  readonly inline: boolean;
  readonly body: CompoundStatement;
}

/** A place where a function could not be read: an ERROR or MISSING node, or a construct unknown to the lowering. */
export interface SyntaxProblem extends Range {
  readonly reason: string;
}
