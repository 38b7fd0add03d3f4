/** What the expressions of `#if` may ask about a name. */
export interface Names {
  isDefined(name: string): boolean;
  /** The value of an object-like macro; 0 for what is not defined. */
  valueOf(name: string): bigint;
  /** Whether an option is set, for IS_ENABLED and its kin. */
  isEnabled(option: string): boolean;
}

const enabledMacros = new Set(['IS_ENABLED', 'IS_BUILTIN', 'IS_REACHABLE', 'IS_MODULE']);

const precedence: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '<=': 7,
  '>': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

const tokenPattern =
  /\s+|([A-Za-z_$][\w$]*)|(\d[\w.]*)|('(?:\\.|[^'\\])*')|(\|\||&&|[=!<>]=|<<|>>|[-+*/%&|^~!<>()?:,])|[\s\S]/g;

/** Nested parentheses and operators beyond this depth make the condition false. */
const depthLimit = 100;

/**
 * The value of a `#if` expression, 0 for what cannot be read: a condition that makes no sense selects nothing, and never
 * throws.
 */
export function evaluateCondition(text: string, names: Names): bigint {
  const tokens = [...text.matchAll(tokenPattern)].map((match) => match[0]).filter((token) => token.trim() !== '');
  const reader = new ConditionReader(tokens, names);
  return reader.conditional();
}

class ConditionReader {
  readonly #tokens: readonly string[];
  readonly #names: Names;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[], names: Names) {
    this.#tokens = tokens;
    this.#names = names;
  }

  conditional(): bigint {
    if (++this.#depth > depthLimit) return 0n;
    const condition = this.#binary(1);
    if (!this.#take('?')) {
      this.#depth--;
      return condition;
    }
    const then = this.conditional();
    this.#take(':');
    const otherwise = this.conditional();
    this.#depth--;
    return condition !== 0n ? then : otherwise;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #binary(least: number): bigint {
    let left = this.#unary();
    for (;;) {
      const operator = this.#tokens[this.#at];
      const strength = precedence[operator] ?? 0;
      if (strength < least) return left;
      this.#at++;
      left = apply(operator, left, this.#binary(strength + 1));
    }
  }

  #unary(): bigint {
    if (++this.#depth > depthLimit) return 0n;
    const value = this.#operand();
    this.#depth--;
    return value;
  }

  #operand(): bigint {
    const token = this.#tokens[this.#at++] ?? '';
    if (token === '!') return this.#unary() === 0n ? 1n : 0n;
    if (token === '-') return -this.#unary();
    if (token === '+') return this.#unary();
    if (token === '~') return ~this.#unary();
    if (token === '(') {
      const value = this.conditional();
      this.#take(')');
      return value;
    }
    if (/^\d/.test(token)) return readNumber(token);
    if (token.length > 2 && token.startsWith("'")) return BigInt(token.charCodeAt(1));
    if (token === 'defined') return this.#defined();
    if (!/^[A-Za-z_$]/.test(token)) return 0n;
    if (this.#tokens[this.#at] !== '(') return this.#names.valueOf(token);
    const [argument] = this.#arguments();
    return enabledMacros.has(token) && this.#names.isEnabled(argument ?? '') ? 1n : 0n;
  }

  #defined(): bigint {
    const parenthesized = this.#take('(');
    const name = this.#tokens[this.#at++] ?? '';
    if (parenthesized) this.#take(')');
    return this.#names.isDefined(name) ? 1n : 0n;
  }

  /** Skips a call's arguments and returns their tokens. */
  #arguments(): string[] {
    const from = this.#at + 1;
    let depth = 0;
    while (this.#at < this.#tokens.length) {
      const token = this.#tokens[this.#at++];
      if (token === '(') depth++;
      else if (token === ')' && --depth === 0) break;
    }
    return this.#tokens.slice(from, this.#at - 1);
  }
}

function readNumber(token: string): bigint {
  const digits = token.replace(/[uUlL]+$/, '');
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  return /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0o[0-7]+|\d+)$/.test(octal) ? BigInt(octal) : 0n;
}

/** Shifts wider than a word are 0: no condition means them. */
const widestShift = 64n;

function apply(operator: string, left: bigint, right: bigint): bigint {
  const truth = (value: boolean): bigint => (value ? 1n : 0n);
  switch (operator) {
    case '||':
      return truth(left !== 0n || right !== 0n);
    case '&&':
      return truth(left !== 0n && right !== 0n);
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&':
      return left & right;
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    case '<':
      return truth(left < right);
    case '<=':
      return truth(left <= right);
    case '>':
      return truth(left > right);
    case '>=':
      return truth(left >= right);
    case '<<':
      return right >= 0n && right <= widestShift ? BigInt.asIntN(64, left << right) : 0n;
    case '>>':
      return right >= 0n && right <= widestShift ? left >> right : 0n;
    case '+':
      return BigInt.asIntN(64, left + right);
    case '-':
      return BigInt.asIntN(64, left - right);
    case '*':
      return BigInt.asIntN(64, left * right);
    case '/':
      return right === 0n ? 0n : left / right;
    default:
      return right === 0n ? 0n : left % right;
  }
}
