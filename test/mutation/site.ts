import type { FunctionAnalysis } from '../../server/core/analysis.ts';
import { calleeName, expressionsOf, visitExpression, visitStatement } from '../../server/core/flow/walk.ts';
import { primitive } from '../../server/core/kernel/primitives.ts';
import { tableMappings } from '../../server/core/kernel/tables.ts';
import type { ApiCall } from '../../server/core/regions/section.ts';
import type {
  CallExpression,
  CompoundStatement,
  Expression,
  FunctionDefinition,
  Statement,
  TypeSyntax,
} from '../../server/core/syntax/ast.ts';
import type { SourceFile } from '../../server/core/syntax/source-file.ts';
import { contains, type Range, type TextEdit } from '../../server/core/text.ts';

/** A statement that is one call, with the list of statements it stands in. */
export interface CallStatement {
  readonly name: string;
  readonly call: CallExpression;
  readonly statement: Statement;
  readonly block: CompoundStatement;
  readonly index: number;
}

/** A statement of a section that updates an entry through a variable. */
export interface UpdateStatement {
  readonly statement: Statement;
  readonly primitive: string;
  readonly pointer: string;
}

const unlocks: ReadonlySet<string> = new Set(['pte_unmap_unlock', 'spin_unlock']);
const locks: ReadonlySet<string> = new Set(['pte_offset_map_lock', 'pte_alloc_map_lock', 'spin_lock', 'pmd_lock']);

/** A walker as the kinds of mutation see it: what our own parser and flow say of it, never the look of its text. */
export class Site {
  readonly file: SourceFile;
  readonly walker: FunctionAnalysis;
  readonly definition: FunctionDefinition;
  readonly #statements: Statement[] = [];
  readonly #calls: CallStatement[] = [];
  readonly #pointers = new Set<string>();

  constructor(file: SourceFile, walker: FunctionAnalysis, definition: FunctionDefinition) {
    this.file = file;
    this.walker = walker;
    this.definition = definition;
    for (const { name, type } of definition.parameters) this.#declare(name, type);
    const enter = (statement: Statement) => {
      this.#statements.push(statement);
      if (statement.kind === 'compound') this.#noteCalls(statement);
      if (statement.kind === 'declaration')
        for (const { name, type } of statement.declarators) this.#declare(name, type);
    };
    visitStatement(definition.body, () => {}, enter);
  }

  #declare(name: string | undefined, type: TypeSyntax): void {
    if (name === undefined) return;
    if (type.kind === 'pointer' && isEntry(type.target)) this.#pointers.add(name);
  }

  #noteCalls(block: CompoundStatement): void {
    for (const [index, statement] of block.body.entries()) {
      if (statement.kind !== 'expression') continue;
      const { expression } = statement;
      const call = expression.kind === 'assign' ? lastValue(expression) : expression;
      const name = calleeName(call);
      if (name !== undefined && call.kind === 'call') this.#calls.push({ name, call, statement, block, index });
    }
  }

  /** Calls that open a section that this function also closes. */
  get enables(): readonly ApiCall[] {
    return this.walker.sections.filter(({ disables }) => disables.length > 0).map(({ enable }) => enable);
  }

  /** Calls that close a section; not those that a pause makes ineffective. */
  get disables(): readonly ApiCall[] {
    return this.walker.calls.filter(
      ({ effect, before }) => effect === 'disable' && !before.every(({ paused }) => paused > 0),
    );
  }

  /** Statements before which the mode is on, and may be replaced by a block. */
  get inSection(): readonly Statement[] {
    const unfit = ['compound', 'declaration', 'label', 'case', 'empty'];
    return this.#statements.filter(({ kind, start }) => !unfit.includes(kind) && this.isOn(start));
  }

  /** Those of `inSection` that do not end the section themselves. */
  get insideSection(): readonly Statement[] {
    return this.inSection.filter((statement) => !this.disables.some(({ range }) => contains(statement, range.start)));
  }

  isOn(offset: number): boolean {
    return this.walker.sections.some(
      ({ ranges, paused }) =>
        ranges.some((range) => contains(range, offset)) && !paused.some((range) => contains(range, offset)),
    );
  }

  /** Statements that are a call of a function, in a block or not. */
  callsOf(name: string): readonly Statement[] {
    return this.#statements.filter((each) => each.kind === 'expression' && calleeName(each.expression) === name);
  }

  /** The statement that an API call is, when it is a statement of its own in a block. */
  statementOf({ range }: ApiCall): CallStatement | undefined {
    return this.#calls.find(({ call }) => call.start === range.start);
  }

  /** The disables that are directly followed by the unlock of the page table, and that unlock. */
  get disablesBeforeUnlock(): readonly { readonly disable: CallStatement; readonly unlock: CallStatement }[] {
    return this.disables.flatMap((each) => {
      const disable = this.statementOf(each);
      const unlock = this.#calls.find(
        ({ name, block, index }) => unlocks.has(name) && block === disable?.block && index === disable.index + 1,
      );
      return disable && unlock ? [{ disable, unlock }] : [];
    });
  }

  /** The lock that is taken before a section in the same block, and the enable after it. */
  get locksBeforeEnable(): readonly { readonly lock: CallStatement; readonly enable: CallStatement }[] {
    return this.enables.flatMap((each) => {
      const enable = this.statementOf(each);
      const lock = this.#calls.findLast(
        ({ name, block, index }) => locks.has(name) && block === enable?.block && index < enable.index,
      );
      return enable && lock ? [{ lock, enable }] : [];
    });
  }

  /** Variables that point to page-table entries and are handed to a primitive in the section. */
  get tablePointers(): readonly string[] {
    return [...new Set(this.#primitivesInSection().map(({ pointer }) => pointer))];
  }

  /** Statements of a section that are one update, with the variable that points to the entry. */
  get updates(): readonly UpdateStatement[] {
    return this.#primitivesInSection()
      .filter(({ kind }) => kind === 'update' || kind === 'read-modify-write')
      .flatMap(({ call, pointer }) => {
        const statement = this.#statements.find(
          (each) => each.kind === 'expression' && expressionsOf(each).some((part) => holds(part, call)),
        );
        return statement ? [{ statement, primitive: calleeName(call) ?? '', pointer }] : [];
      });
  }

  /** Reads of an entry through its accessor in a section: the call and the variable it reads through. */
  get reads(): readonly { readonly range: Range; readonly pointer: string }[] {
    return this.#primitivesInSection()
      .filter(({ kind }) => kind === 'read')
      .map(({ call, pointer }) => ({ range: call, pointer }));
  }

  /** Arguments of calls of the walker which their function has cut by pmd_addr_end(), and the limit that it cut them at. */
  get cutArguments(): readonly { readonly argument: Range; readonly limit: string }[] {
    const { name } = this.definition;
    const callers = this.file.functions.filter((each) => each.name !== name && each.text.includes(`${name}(`));
    return callers.flatMap((caller) => {
      const limits = new Map<string, string>();
      const given: Expression[] = [];
      visitStatement(caller.definition().body, (expression) => {
        if (expression.kind === 'assign' && expression.target.kind === 'name') {
          const { value } = expression;
          if (value.kind === 'call' && calleeName(value) === 'pmd_addr_end')
            limits.set(expression.target.name, this.text(value.arguments[1]));
        }
        if (expression.kind === 'call' && calleeName(expression) === name) given.push(...expression.arguments);
      });
      return given.flatMap((argument) => {
        const limit = argument.kind === 'name' ? limits.get(argument.name) : undefined;
        return limit === undefined ? [] : [{ argument, limit }];
      });
    });
  }

  /** Numbers of entries that a section works out from two addresses. */
  countsBetween(from: string, to: string): readonly Range[] {
    const counts: Range[] = [];
    visitStatement(this.definition.body, (expression) => {
      if (expression.kind !== 'binary' || !['/', '>>'].includes(expression.operator)) return;
      const { left } = expression;
      if (left.kind !== 'binary' || left.operator !== '-' || !this.isOn(expression.start)) return;
      if (this.text(left.left) === to && this.text(left.right) === from) counts.push(expression);
    });
    return counts;
  }

  /** Steps of the loops of a section that move a variable on, beside others. */
  stepsOf(variables: readonly string[]): readonly Range[] {
    const steps: Range[] = [];
    visitStatement(this.definition.body, (expression) => {
      if (expression.kind !== 'sequence' || !this.isOn(expression.start)) return;
      steps.push(...expression.expressions.filter((each) => variables.includes(movedBy(each) ?? '')));
    });
    return steps;
  }

  #primitivesInSection() {
    const found: { kind: string; call: CallExpression; pointer: string }[] = [];
    visitStatement(this.definition.body, (expression) => {
      const known = primitive(calleeName(expression) ?? '');
      if (!known || expression.kind !== 'call' || !this.isOn(expression.start)) return;
      const [pointer] = expression.arguments.flatMap((each) =>
        each.kind === 'name' && this.#pointers.has(each.name) ? each.name : [],
      );
      if (pointer !== undefined) found.push({ kind: known.kind, call: expression, pointer });
    });
    return found;
  }

  /** Before a page table is mapped, or in the branch of an `if` that found none: no pointer can be followed there. */
  isWithoutTable(offset: number): boolean {
    const mappings = this.#calls.filter(({ name }) => tableMappings.has(name));
    if (mappings.length > 0 && mappings.every(({ statement }) => statement.start >= offset)) return true;
    return this.#statements.some(
      (each) =>
        each.kind === 'if' &&
        contains(each.then, offset) &&
        each.condition.kind === 'unary' &&
        each.condition.operator === '!' &&
        each.condition.operand.kind === 'name' &&
        this.#pointers.has(each.condition.operand.name),
    );
  }

  /** A statement behind this one, in its block or around it, is `BUG()`. */
  endsInBug(offset: number): boolean {
    const blocks = this.#statements.filter((each) => each.kind === 'compound' && contains(each, offset));
    return this.#calls.some(
      ({ name, block, statement }) => name === 'BUG' && statement.start >= offset && blocks.includes(block),
    );
  }

  text({ start, end }: Range): string {
    return this.file.text.slice(start, end);
  }

  /** Puts C on a line of its own before a statement, in a block with it. */
  before(statement: Range, code: string): readonly TextEdit[] {
    return [
      { range: { start: statement.start, end: statement.start }, text: `{\n${indented(code)}\n\t` },
      { range: { start: statement.end, end: statement.end }, text: ' }' },
    ];
  }

  /** Puts C on a line of its own behind a statement, in a block with it. */
  after(statement: Range, code: string): readonly TextEdit[] {
    return [
      { range: { start: statement.start, end: statement.start }, text: '{ ' },
      { range: { start: statement.end, end: statement.end }, text: `\n${indented(code)}\n\t}` },
    ];
  }

  /** Puts a function before the walker. */
  helper(code: string): TextEdit {
    const { start } = this.definition;
    return { range: { start, end: start }, text: `${code}\n\n` };
  }
}

/** The variable that an expression moves on. */
function movedBy(expression: Expression): string | undefined {
  const target =
    expression.kind === 'update'
      ? expression.operand
      : expression.kind === 'assign' && expression.operator === '+='
        ? expression.target
        : undefined;
  return target?.kind === 'name' ? target.name : undefined;
}

function isEntry(type: TypeSyntax): boolean {
  return type.kind === 'named' && type.name === 'pte_t';
}

function lastValue(expression: Extract<CallStatement['statement'], { kind: 'expression' }>['expression']) {
  let value = expression;
  while (value.kind === 'assign') value = value.value;
  return value;
}

function holds(whole: Parameters<typeof visitExpression>[0], part: CallExpression): boolean {
  let found = false;
  visitExpression(whole, (each) => {
    found ||= each === part;
  });
  return found;
}

/** Laid out as code in a function is. */
export function indented(code: string): string {
  return code.replace(/^/gm, '\t');
}

export function replace(range: Range, text: string): TextEdit {
  return { range: { start: range.start, end: range.end }, text };
}

export function insert(at: number, text: string): TextEdit {
  return { range: { start: at, end: at }, text };
}
