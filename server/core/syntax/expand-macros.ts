/**
 * C's macro expansion over tokens: arguments are expanded first, `#` and `##` work on the raw ones, and every token
 * remembers the macros it came from, so that no macro is expanded within itself.
 */
export interface Macro {
  readonly name: string;
  /** Absent for an object-like macro. */
  readonly parameters?: readonly string[];
  readonly body: string;
}

/** Expansion that does not come to an end in reasonable size. */
export class MacroOverflow extends Error {
  readonly macro: string;

  constructor(macro: string) {
    super(`the macro ${macro} expands to too much text`);
    this.macro = macro;
  }
}

interface Token {
  readonly text: string;
  /** Blank space stood before it. */
  readonly spaced: boolean;
  readonly hidden: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();
const tokenLimit = 50_000;
const pattern =
  /(\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*|\\\r?\n)|[A-Za-z_$][\w$]*|\.?\d(?:[eEpP][+-]|[\w.])*|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|##|\.\.\.|->|\+\+|--|<<=|>>=|<<|>>|[-+*/%&|^!=<>]=|&&|\|\||[\s\S]/g;

function tokenise(text: string, hidden: ReadonlySet<string> = nothing): Token[] {
  const tokens: Token[] = [];
  let spaced = false;
  for (const match of text.matchAll(pattern)) {
    if (match[1] !== undefined) {
      spaced = true;
      continue;
    }
    tokens.push({ text: match[0], spaced, hidden });
    spaced = false;
  }
  return tokens;
}

function join(tokens: readonly Token[]): string {
  let text = '';
  for (const token of tokens) {
    const glued = text !== '' && /[\w$]$/.test(text) && /^[\w$]/.test(token.text);
    text += (token.spaced || glued) && text !== '' ? ` ${token.text}` : token.text;
  }
  return text;
}

const isWord = (token: Token | undefined): token is Token => token !== undefined && /^[A-Za-z_$]/.test(token.text);

/**
 * The text with every macro expanded that `lookup` gives. Throws MacroOverflow when the result grows past reason.
 */
export function expandMacros(text: string, lookup: (name: string) => Macro | undefined): string {
  return join(expand(tokenise(text), lookup, { left: tokenLimit }));
}

function expand(
  input: readonly Token[],
  lookup: (name: string) => Macro | undefined,
  budget: { left: number },
): Token[] {
  const pending = [...input].reverse();
  const output: Token[] = [];
  for (let token = pending.pop(); token; token = pending.pop()) {
    const macro = isWord(token) && !token.hidden.has(token.text) ? lookup(token.text) : undefined;
    if (!macro) {
      output.push(token);
      continue;
    }
    let replacement: Token[];
    if (!macro.parameters) {
      replacement = substitute(macro, [], new Set([...token.hidden, macro.name]), lookup, budget);
    } else {
      if (pending.at(-1)?.text !== '(') {
        output.push(token);
        continue;
      }
      const call = takeArguments(pending);
      if (!call) {
        output.push(token);
        continue;
      }
      const hidden = new Set([...token.hidden].filter((name) => call.closing.hidden.has(name)));
      hidden.add(macro.name);
      replacement = substitute(macro, call.args, hidden, lookup, budget);
    }
    budget.left -= replacement.length + 1;
    if (budget.left < 0) throw new MacroOverflow(macro.name);
    for (let index = replacement.length - 1; index >= 0; index--) {
      pending.push(index === 0 ? { ...replacement[0], spaced: token.spaced } : replacement[index]);
    }
  }
  return output;
}

/** Takes `( … )` off the pending tokens; undefined, and nothing taken, when it is not closed. */
function takeArguments(pending: Token[]): { readonly args: Token[][]; readonly closing: Token } | undefined {
  const args: Token[][] = [[]];
  let depth = 0;
  for (let index = pending.length - 1; index >= 0; index--) {
    const token = pending[index];
    if (/^[([{]$/.test(token.text)) depth++;
    if (/^[)\]}]$/.test(token.text)) depth--;
    if (depth === 0) {
      pending.length = index;
      return { args, closing: token };
    }
    if (depth === 1 && token.text === ',') args.push([]);
    else if (depth > 1 || token.text !== '(') args.at(-1)?.push(token);
  }
  return undefined;
}

interface Binding {
  readonly raw: readonly Token[];
  expanded?: readonly Token[];
}

function bind(macro: Macro, args: Token[][]): Map<string, Binding> {
  const bindings = new Map<string, Binding>();
  (macro.parameters ?? []).forEach((parameter, index) => {
    const variadic = /^(\w*)\s*\.\.\.$/.exec(parameter);
    if (!variadic) {
      bindings.set(parameter, { raw: args[index] ?? [] });
      return;
    }
    const rest = args.slice(index).flatMap((each, at) => {
      const comma: Token = { text: ',', spaced: false, hidden: nothing };
      return at === 0 ? each : [comma, ...each];
    });
    bindings.set(variadic[1] || '__VA_ARGS__', { raw: rest });
  });
  return bindings;
}

function substitute(
  macro: Macro,
  args: Token[][],
  hidden: ReadonlySet<string>,
  lookup: (name: string) => Macro | undefined,
  budget: { left: number },
): Token[] {
  const bindings = bind(macro, args);
  const body = tokenise(macro.body);
  const output: Token[] = [];
  const emit = (tokens: readonly Token[], spaced: boolean): void => {
    tokens.forEach((token, index) => {
      const hides = token.hidden.size === 0 ? hidden : new Set([...token.hidden, ...hidden]);
      output.push({ text: token.text, spaced: index === 0 ? spaced : token.spaced, hidden: hides });
    });
  };
  for (let index = 0; index < body.length; index++) {
    const token = body[index];
    const next = body[index + 1];
    if (token.text === '#' && macro.parameters && next && bindings.has(next.text)) {
      const raw = join(bindings.get(next.text)?.raw ?? []);
      emit([{ text: JSON.stringify(raw), spaced: false, hidden: nothing }], token.spaced);
      index++;
    } else if (token.text === '##' && next && output.length > 0) {
      index++;
      paste(output, bindings.get(next.text)?.raw ?? [next], bindings.has(next.text), emit);
    } else {
      const binding = bindings.get(token.text);
      if (!binding) emit([token], token.spaced);
      else if (next?.text === '##') emit(binding.raw.length > 0 ? binding.raw : [placemarker], token.spaced);
      else {
        binding.expanded ??= expand(binding.raw, lookup, budget);
        // An argument keeps its own hidden set: `min(min(a, b), c)` expands the inner call.
        binding.expanded.forEach((each, at) => {
          output.push(at === 0 ? { ...each, spaced: token.spaced } : each);
        });
      }
    }
  }
  return output.filter((token) => token.text !== '');
}

/** Stands for an empty argument beside `##`. */
const placemarker: Token = { text: '', spaced: false, hidden: nothing };

/** `a ## b`; after a comma GNU C drops the comma when the argument is empty. */
function paste(
  output: Token[],
  right: readonly Token[],
  isArgument: boolean,
  emit: (tokens: readonly Token[], spaced: boolean) => void,
): void {
  const left = output.at(-1);
  if (!left) return;
  if (left.text === ',' && isArgument) {
    if (right.length === 0) output.pop();
    else emit(right, right[0].spaced);
    return;
  }
  output.pop();
  const [first, ...rest] = right.length > 0 ? right : [placemarker];
  emit([{ text: left.text + first.text, spaced: left.spaced, hidden: nothing }], left.spaced);
  emit(rest, rest[0]?.spaced ?? false);
}
