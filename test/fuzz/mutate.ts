import type { Random } from './random.ts';

const token =
  /[A-Za-z_]\w*|0[xX][\da-fA-F]+\w*|\d\w*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\*[\s\S]*?\*\/|\s+|->|\+\+|--|<<=?|>>=?|[-+*/%&|^!=<>]=|&&|\|\||[\s\S]/g;

const operators = '+ - * / % & | ^ << >> < > <= >= == != && || = += -= *= /= <<= >>= ++ -- -> . , ? : ! ~'.split(' ');
const constants = [
  ...['0', '1', '-1', '2', '63', '64', '255', '512', '4096', '0x7fffffff', '0x80000000', '0xffffffff', '1e9'],
  ...['0x7fffffffffffffff', '0x8000000000000000UL', '0xffffffffffffffffUL', '(-9223372036854775807L - 1)', '1 << 31'],
];
const types = [
  'char',
  'int',
  'unsigned int',
  'long',
  'unsigned long',
  'bool',
  'pte_t',
  'struct page',
  'void',
  'u8',
  's16',
];
/** What would matter to JavaScript if a name of C ever reached it. */
const hostileNames = [
  ...['constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'eval', 'Function', 'this'],
  ...[
    'globalThis',
    'process',
    'arguments',
    'undefined',
    'NaN',
    'E',
    'M',
    'K',
    'fp',
    'r',
    's',
    'v0',
    'p0',
    'await',
    'yield',
  ],
];

/** Statements that a walker should not have, put between two of its own. `own` is the name of the function. */
const outrages: readonly ((own: string, name: string) => string)[] = [
  (_, name) => `for (;;) ${name}++;`,
  (_, name) => `while (1) { ${name} = ${name} * 3 + 1; }`,
  () => 'for (unsigned long z = 0; z < 0xffffffffffffffffUL; z++) for (int y = 0; y < 2000000000; y++) ;',
  (own) => `${own}();`,
  (own) => `${own}(0, 0, 0, 0, 0, 0, 0, 0, 0);`,
  () => '*(int *)0 = 1;',
  () => '*(unsigned long *)0xdeadbeefUL = 1;',
  () => '*(pte_t *)0x40000008UL = __pte(0x4141414141414141UL);',
  (_, name) => `*(unsigned char *)(${name} + 0x123456789UL) = 0;`,
  (_, name) => `((void (*)(int))${name})(1);`,
  () => '((void (*)(void))0x60000020UL)();',
  (_, name) => `{ char room[${name}]; room[0] = 1; }`,
  () => '{ char huge[1 << 30]; huge[7] = 1; }',
  (_, name) => `memset(&${name}, 0xff, 0x40000000);`,
  (_, name) => `${name} = 1 / (${name} - ${name});`,
  (_, name) => `${name} = ({ ${name}; });`,
  () => 'again_and_again: goto again_and_again;',
  () => 'goto nowhere_at_all;',
  (_, name) => `switch (${name}) { case 0: case 0: default: break; case 1 ... 900000000: continue; }`,
  () => 'lazy_mmu_mode_enable();',
  () => 'lazy_mmu_mode_disable();',
  () => 'arch_enter_lazy_mmu_mode();',
  () => 'set_ptes((void *)1, 2, (pte_t *)3, __pte(4), 0xffffffffU);',
  (_, name) => `set_ptes((void *)${name}, (unsigned long)${name}, (pte_t *)${name}, __pte(${name}), 4000000000U);`,
  () => 'clear_full_ptes((void *)1, 2, (pte_t *)0x40000000UL, 0xffffffffU, 1);',
  (_, name) => `folio_put((void *)${name});`,
  (_, name) => `pte_unmap_unlock((pte_t *)${name}, (void *)${name});`,
  () => 'BUG();',
  () => 'asm volatile("" : : : "memory");',
  () => `{ int ${'deep['.repeat(40)}1${']'.repeat(40)}; }`,
  () => `(void)(${'('.repeat(600)}1${')'.repeat(600)});`,
  () => `(void)(${'-'.repeat(1)}${'~!'.repeat(800)}1);`,
  () => `${'{'.repeat(300)}${'}'.repeat(300)}`,
  () => `{ int x = ${'1 + '.repeat(3000)}1; }`,
  () => `if (1) ${'if (1) '.repeat(400)};`,
  (own) => `{ struct ${own} { struct ${own} inside; } self; self.inside = self; }`,
  () => '{ struct { int bits : 70; int zero : 0; int : 3; } odd = { 1, 2, 3 }; odd.bits++; }',
  () => '{ typedef int constructor; constructor __proto__ = 1; __proto__++; }',
];

type Mutation = (tokens: string[], at: number, random: Random, own: string) => void;

const keywords =
  /^(if|else|for|while|do|switch|case|default|break|continue|return|goto|struct|union|enum|static|const|unsigned|int|long|char|void|inline|sizeof)$/;

const isName = (text: string): boolean => /^[A-Za-z_]/.test(text) && !keywords.test(text);

function nameNear(tokens: readonly string[], random: Random): string {
  const names = tokens.filter(isName);
  return names.length > 0 && random.below(5) > 0 ? random.from(names) : random.from(hostileNames);
}

/** Index of the next token from `at` on, around the end, that fits; -1 when none does. */
function next(tokens: readonly string[], at: number, fits: (text: string) => boolean): number {
  for (let step = 0; step < tokens.length; step++)
    if (fits(tokens[(at + step) % tokens.length])) return (at + step) % tokens.length;
  return -1;
}

function replaceNext(
  fits: (text: string) => boolean,
  make: (old: string, tokens: string[], random: Random) => string,
): Mutation {
  return (tokens, at, random) => {
    const found = next(tokens, at, fits);
    if (found >= 0) tokens[found] = make(tokens[found], tokens, random);
  };
}

/** Ways to change a function, each by name. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'a token is gone': (tokens, at) => void tokens.splice(at, 1),
  'a token is there twice': (tokens, at) => void tokens.splice(at, 0, tokens[at], ' '),
  'two tokens are exchanged': (tokens, at, random) => {
    const other = random.below(tokens.length);
    [tokens[at], tokens[other]] = [tokens[other], tokens[at]];
  },
  'a stretch is gone': (tokens, at, random) => void tokens.splice(at, 1 + random.below(20)),
  'a stretch is there twice': (tokens, at, random) =>
    void tokens.splice(at, 0, ...tokens.slice(at, at + 1 + random.below(40))),
  'a stretch is somewhere else': (tokens, at, random) => {
    const moved = tokens.splice(at, 1 + random.below(15));
    tokens.splice(random.below(tokens.length + 1), 0, ...moved);
  },
  'an operator is another': replaceNext(
    (text) => operators.includes(text),
    (_, __, random) => random.from(operators),
  ),
  'a constant is another': replaceNext(
    (text) => /^\d/.test(text),
    (_, __, random) => random.from(constants),
  ),
  'a name is another': replaceNext(isName, (_, tokens, random) => nameNear(tokens, random)),
  'a name is hostile, everywhere': (tokens, at, random) => {
    const found = next(tokens, at, isName);
    const [old, hostile] = [tokens[found], random.from(hostileNames)];
    if (found >= 0) tokens.splice(0, tokens.length, ...tokens.map((text) => (text === old ? hostile : text)));
  },
  'a name is a constant': replaceNext(isName, (_, __, random) => random.from(constants)),
  'a name is mangled as a pointer': replaceNext(isName, (old, _, random) =>
    random.from([
      `(*(${old}))`,
      `(&${old})`,
      `((char *)${old} + 3)`,
      `(*(unsigned long *)(${old} << 7))`,
      `${old}[-99999]`,
    ]),
  ),
  'a type is another': replaceNext(
    (text) => /^(int|unsigned|long|char|bool|pte_t|struct|void|u64|spinlock_t|pmd_t)$/.test(text),
    (_, __, random) => random.from(types),
  ),
  'a brace is gone': replaceNext(
    (text) => /^[{}()[\]]$/.test(text),
    () => '',
  ),
  'a brace is more': (tokens, at, random) => void tokens.splice(at, 0, random.from(['{', '}', '(', ')', '[', ']'])),
  'an end is too early': (tokens, at) => void tokens.splice(at),
  'something outrageous is done': (tokens, at, random, own) => {
    const found = next(tokens, at, (text) => text === ';' || text === '{');
    if (found >= 0) tokens.splice(found + 1, 0, ` ${random.from(outrages)(own, nameNear(tokens, random))} `);
  },
};

/** Changes after which most functions are no C any more: one of them in six, so that most mutants run. */
const breaking = Object.keys(mutations).filter((kind) => /^(a token|two tokens|a stretch|a brace|an end)/.test(kind));
const gentle = Object.keys(mutations).filter((kind) => !breaking.includes(kind));

export interface Mutant {
  /** What was changed. */
  readonly changes: readonly string[];
  readonly text: string;
}

/** One to four changes of the text of a function called `own`. */
export function mutate(text: string, own: string, random: Random): Mutant {
  const tokens = text.match(token) ?? [];
  const changes: string[] = [];
  for (let count = 1 + random.below(4); count > 0 && tokens.length > 0; count--) {
    const kind = random.from(random.below(6) === 0 ? breaking : gentle);
    mutations[kind](tokens, random.below(tokens.length), random, own);
    changes.push(kind);
  }
  return { changes, text: tokens.join('') };
}
