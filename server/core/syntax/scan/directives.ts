import type { MacroDefinition } from '../source-file.ts';
import { evaluateCondition } from './condition.ts';
import type { MacroEvent, MacroTable } from './macros.ts';
import { skipComment, skipString } from './skip.ts';

/** What one directive does to the text: it and, for a condition that fails, the branches behind it are not read. */
export interface DirectiveEffect {
  /** First offset that is read again. */
  readonly end: number;
  /** How many more conditionals are open behind it. */
  readonly opened: -1 | 0 | 1;
  readonly event?: MacroEvent;
}

interface Line {
  readonly name: string;
  /** Offset after the directive's name. */
  readonly argument: number;
  /** Offset of the newline that ends it, continuations included, or the end of the text. */
  readonly end: number;
}

/** Reads the directive whose `#` stands at `hash`. `base` is what its ranges are relative to. */
export function readDirective(text: string, hash: number, base: number, macros: MacroTable): DirectiveEffect {
  const line = readLine(text, hash);
  switch (line.name) {
    case 'if':
    case 'ifdef':
    case 'ifndef':
      return holds(text, line, macros) ? { end: line.end, opened: 1 } : otherBranch(text, line.end, macros);
    case 'elif':
    case 'elifdef':
    case 'elifndef':
    case 'else':
      return { end: endOfConditional(text, line.end), opened: -1 };
    case 'endif':
      return { end: line.end, opened: -1 };
    case 'define': {
      const definition = readDefinition(text, line, base);
      return { end: line.end, opened: 0, ...(definition && { event: { kind: 'define', definition } }) };
    }
    case 'undef': {
      const name = argumentOf(text, line).trim();
      return { end: line.end, opened: 0, event: { kind: 'undefine', name } };
    }
    default:
      return { end: line.end, opened: 0 };
  }
}

function readLine(text: string, hash: number): Line {
  const name = /[ \t]*([A-Za-z]*)/y;
  name.lastIndex = hash + 1;
  const match = name.exec(text);
  const argument = name.lastIndex || hash + 1;
  return { name: match?.[1] ?? '', argument, end: endOfLine(text, argument) };
}

/** The end of a logical line: newlines after a backslash and in comments do not end it. */
function endOfLine(text: string, from: number): number {
  const plain = /[^\n\\"'/]*/y;
  let at = from;
  while (at < text.length) {
    plain.lastIndex = at;
    plain.test(text);
    at = plain.lastIndex;
    const code = text.charCodeAt(at);
    if (code === 10) return at;
    if (code === 92) at += text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10 ? 3 : 2;
    else if (code === 34 || code === 39) at = skipString(text, at);
    else at = skipComment(text, at);
  }
  return text.length;
}

/** The argument of a directive as one line without comments. */
function argumentOf(text: string, line: Line): string {
  return plainLine(text.slice(line.argument, line.end));
}

function plainLine(text: string): string {
  return text.replace(/\\\r?\n/g, ' ').replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/.*/g, ' ');
}

function holds(text: string, line: Line, macros: MacroTable): boolean {
  const argument = argumentOf(text, line).trim();
  const name = /^[\w$]*/.exec(argument)?.[0] ?? '';
  if (line.name.endsWith('ifdef') || line.name === 'elifdef') return macros.isDefined(name);
  if (line.name.endsWith('ifndef') || line.name === 'elifndef') return !macros.isDefined(name);
  return evaluateCondition(argument, macros) !== 0n;
}

/** After a branch that does not hold: the first later branch that does, or the end of the conditional. */
function otherBranch(text: string, from: number, macros: MacroTable): DirectiveEffect {
  let at = from;
  for (;;) {
    const line = nextBranch(text, at);
    if (!line || line.name === 'endif') return { end: line?.end ?? text.length, opened: 0 };
    if (line.name === 'else' || holds(text, line, macros)) return { end: line.end, opened: 1 };
    at = line.end;
  }
}

function endOfConditional(text: string, from: number): number {
  let at = from;
  for (;;) {
    const line = nextBranch(text, at);
    if (!line) return text.length;
    if (line.name === 'endif') return line.end;
    at = line.end;
  }
}

/** The next #elif, #else or #endif of the conditional that `from` is in; nested conditionals are passed over. */
function nextBranch(text: string, from: number): Line | undefined {
  let depth = 0;
  let at = from;
  let lineStart = true;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 10) lineStart = true;
    else if (code === 35 && lineStart) {
      const line = readLine(text, at);
      if (line.name.startsWith('if')) depth++;
      else if (/^(?:else|elif|elifdef|elifndef|endif)$/.test(line.name)) {
        if (depth === 0) return line;
        if (line.name === 'endif') depth--;
      }
      at = line.end;
      continue;
    } else if (code === 47) {
      const after = skipComment(text, at);
      if (after === at + 1) lineStart = false;
      at = after;
      continue;
    } else if (code === 34 || code === 39) {
      at = skipString(text, at);
      lineStart = false;
      continue;
    } else if (code !== 32 && code !== 9 && code !== 13) lineStart = false;
    at++;
  }
  return undefined;
}

function readDefinition(text: string, line: Line, base: number): MacroDefinition | undefined {
  const head = /[ \t]*([A-Za-z_$][\w$]*)/y;
  head.lastIndex = line.argument;
  const name = head.exec(text)?.[1];
  if (name === undefined) return undefined;
  const nameEnd = head.lastIndex;
  let bodyStart = nameEnd;
  let parameters: string[] | undefined;
  if (text[nameEnd] === '(') {
    const close = text.indexOf(')', nameEnd);
    if (close < 0 || close > line.end) return undefined;
    const list = plainLine(text.slice(nameEnd + 1, close)).trim();
    parameters = list === '' ? [] : list.split(',').map((parameter) => parameter.trim());
    bodyStart = close + 1;
  }
  while (bodyStart < line.end && /\s/.test(text[bodyStart])) bodyStart++;
  return {
    name,
    nameRange: { start: nameEnd - name.length - base, end: nameEnd - base },
    ...(parameters && { parameters }),
    body: plainLine(text.slice(bodyStart, line.end)).trim(),
    bodyRange: { start: bodyStart - base, end: line.end - base },
    start: text.lastIndexOf('#', line.argument) - base,
    end: line.end - base,
  };
}
