import type { DeclarationStatement, Expression, Statement, TypeSyntax } from '../../../server/core/syntax/ast.ts';

/** Lowered C as one line of text, fully parenthesised, with the kinds that C has no words for spelled out. */
export function renderStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'compound':
      return `{ ${statement.body.map(renderStatement).join(' ')} }`.replace('{  }', '{ }');
    case 'declaration':
      return `${renderDeclaration(statement)};`;
    case 'expression':
      return `${renderExpression(statement.expression)};`;
    case 'if': {
      const otherwise = statement.otherwise ? ` else ${renderStatement(statement.otherwise)}` : '';
      return `if (${renderExpression(statement.condition)}) ${renderStatement(statement.then)}${otherwise}`;
    }
    case 'while':
      return `while (${renderExpression(statement.condition)}) ${renderStatement(statement.body)}`;
    case 'do-while':
      return `do ${renderStatement(statement.body)} while (${renderExpression(statement.condition)});`;
    case 'for': {
      const { initial, condition, update } = statement;
      const first =
        initial && (initial.kind === 'declaration' ? renderDeclaration(initial) : renderExpression(initial));
      const test = condition ? ` ${renderExpression(condition)}` : '';
      return `for (${first ?? ''};${test};${update ? ` ${renderExpression(update)}` : ''}) ${renderStatement(statement.body)}`;
    }
    case 'iterate':
    case 'guard': {
      const args = statement.arguments.map(renderExpression).join(', ');
      return `${statement.kind} ${statement.macro}(${args}) ${renderStatement(statement.body)}`;
    }
    case 'switch':
      return `switch (${renderExpression(statement.value)}) ${renderStatement(statement.body)}`;
    case 'case': {
      if (!statement.value) return 'default:';
      const upper = statement.upper ? ` ... ${renderExpression(statement.upper)}` : '';
      return `case ${renderExpression(statement.value)}${upper}:`;
    }
    case 'label':
      return `${statement.name}:`;
    case 'goto':
      return `goto ${statement.label ?? '*'};`;
    case 'return':
      return statement.value ? `return ${renderExpression(statement.value)};` : 'return;';
    case 'empty':
      return ';';
    case 'unknown-statement':
      return `<${statement.reason}>`;
    default:
      return `${statement.kind};`;
  }
}

export function renderDeclaration(declaration: DeclarationStatement): string {
  const storage = declaration.storage ? `${declaration.storage} ` : '';
  if (declaration.declarators.length === 0) return storage + renderType(declaration.base);
  const declarators = declaration.declarators.map(({ name, type, initializer }) => {
    const value = initializer ? ` = ${renderExpression(initializer)}` : '';
    return `${name}: ${renderType(type)}${value}`;
  });
  return storage + declarators.join(', ');
}

/** A type from the outside in: `pointer to array[3] of int`. */
export function renderType(type: TypeSyntax): string {
  switch (type.kind) {
    case 'named':
      return type.name;
    case 'record': {
      const members = type.members?.map(({ name, type: of, bits }) => {
        const width = bits ? `:${renderExpression(bits)}` : '';
        return `${name ?? ''}${width}: ${renderType(of)};`;
      });
      return [type.keyword, type.tag, members && `{ ${members.join(' ')} }`].filter(Boolean).join(' ');
    }
    case 'enum': {
      const values = type.enumerators?.map(({ name, value }) =>
        value ? `${name} = ${renderExpression(value)}` : name,
      );
      return ['enum', type.tag, values && `{ ${values.join(', ')} }`].filter(Boolean).join(' ');
    }
    case 'pointer':
      return `pointer to ${renderType(type.target)}`;
    case 'array':
      return `array[${type.length ? renderExpression(type.length) : ''}] of ${renderType(type.element)}`;
    case 'function': {
      const parameters = type.parameters.map(({ name, type: of }) => (name ? `${name}: ` : '') + renderType(of));
      if (type.variadic) parameters.push('...');
      return `function(${parameters.join(', ')}) returning ${renderType(type.returns)}`;
    }
    case 'typeof':
      return `typeof(${type.operand.kind === 'type' ? renderType(type.operand.type) : renderExpression(type.operand)})`;
  }
}

export function renderExpression(expression: Expression): string {
  const list = (parts: readonly Expression[]): string => parts.map(renderExpression).join(', ');
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'integer':
      return `${expression.value}${expression.unsigned ? 'u' : ''}${'l'.repeat(expression.long)}`;
    case 'string':
      return JSON.stringify(expression.value);
    case 'call':
      return `${renderExpression(expression.callee)}(${list(expression.arguments)})`;
    case 'member':
      return `${renderExpression(expression.object)}${expression.arrow ? '->' : '.'}${expression.field}`;
    case 'index':
      return `${renderExpression(expression.array)}[${renderExpression(expression.index)}]`;
    case 'unary':
      return `(${expression.operator}${renderExpression(expression.operand)})`;
    case 'update': {
      const operand = renderExpression(expression.operand);
      return expression.prefix ? `(${expression.operator}${operand})` : `(${operand}${expression.operator})`;
    }
    case 'binary':
    case 'logical':
      return `(${renderExpression(expression.left)} ${expression.operator} ${renderExpression(expression.right)})`;
    case 'assign':
      return `(${renderExpression(expression.target)} ${expression.operator} ${renderExpression(expression.value)})`;
    case 'conditional': {
      const middle = expression.then ? ` ? ${renderExpression(expression.then)} : ` : ' ?: ';
      return `(${renderExpression(expression.condition)}${middle}${renderExpression(expression.otherwise)})`;
    }
    case 'cast':
      return `(${renderType(expression.type)})${renderExpression(expression.operand)}`;
    case 'sizeof':
      return `sizeof(${renderExpression(expression.operand)})`;
    case 'offsetof':
      return `offsetof(${renderType(expression.type)}, ${expression.field})`;
    case 'sequence':
      return `(${list(expression.expressions)})`;
    case 'statement-expression':
      return `(${renderStatement(expression.body)})`;
    case 'initializer-list':
      return `{ ${expression.entries.map(({ designators, value }) => designatorsOf(designators) + renderExpression(value)).join(', ')} }`;
    case 'compound-literal':
      return `(${renderType(expression.type)})${renderExpression(expression.initializer)}`;
    case 'type':
      return `<${renderType(expression.type)}>`;
    case 'unknown':
      return `<${expression.reason}>`;
  }
}

function designatorsOf(designators: readonly (string | Expression)[]): string {
  if (designators.length === 0) return '';
  return `${designators.map((each) => (typeof each === 'string' ? `.${each}` : `[${renderExpression(each)}]`)).join('')} = `;
}
