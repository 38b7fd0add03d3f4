import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyse } from '../rules/check.ts';

/*
 * Random walkers are run with random choices, and what happened is compared with what was said: every state in which a
 * call ran was foretold, and every statement that ran with the mode on lies in a section.
 */
type Piece =
  | { readonly kind: 'enable' | 'disable' | 'touch' | 'set' | 'clear' | 'return' | 'break' }
  | { readonly kind: 'if' | 'if-flag' | 'loop'; readonly body: readonly Piece[] };

const leaves = ['enable', 'disable', 'touch', 'set', 'clear', 'return', 'break'] as const;

const { pieces } = fc.letrec<{ pieces: readonly Piece[]; piece: Piece }>((tie) => ({
  pieces: fc.array(tie('piece'), { maxLength: 6 }),
  piece: fc.oneof(
    { maxDepth: 3 },
    fc.record({ kind: fc.constantFrom(...leaves) }),
    fc.record({ kind: fc.constantFrom('if' as const, 'if-flag' as const, 'loop' as const), body: tie('pieces') }),
  ),
}));

/** Writes a walker with a number in each call, and notes which piece each number stands for. */
class Writer {
  readonly numbers = new Map<Piece, number>();

  write(body: readonly Piece[], inLoop = false): string {
    return body.map((piece) => this.#piece(piece, inLoop)).join('\n');
  }

  #piece(piece: Piece, inLoop: boolean): string {
    const number = this.numbers.size;
    this.numbers.set(piece, number);
    switch (piece.kind) {
      case 'touch':
        return `\ttouch(${number});`;
      case 'set':
        return '\tflag = 1;';
      case 'clear':
        return '\tflag = 0;';
      case 'return':
        return '\treturn;';
      case 'break':
        return inLoop ? '\tbreak;' : '\t;';
      case 'if':
        return `\tif (chance()) {\n${this.write(piece.body, inLoop)}\n\t}`;
      case 'if-flag':
        return `\tif (flag) {\n${this.write(piece.body, inLoop)}\n\t}`;
      case 'loop':
        return `\twhile (chance()) {\n${this.write(piece.body, true)}\n\t}`;
      default:
        return `\tlazy_mmu_mode_${piece.kind}(/* ${number} */);`;
    }
  }
}

/** One run: which piece ran at which depth. A disable while off ends it: from there on the kernel's count is wrong. */
class Run {
  readonly happened: { readonly piece: Piece; readonly depth: number }[] = [];
  readonly #choices: readonly boolean[];
  #chosen = 0;
  #depth = 0;
  #flag = false;

  constructor(choices: readonly boolean[]) {
    this.#choices = choices;
  }

  /** Why the statements ended early. */
  execute(body: readonly Piece[]): 'return' | 'break' | undefined {
    for (const piece of body) {
      const ended = this.#step(piece);
      if (ended) return ended;
    }
    return undefined;
  }

  #step(piece: Piece): 'return' | 'break' | undefined {
    this.happened.push({ piece, depth: this.#depth });
    switch (piece.kind) {
      case 'enable':
        this.#depth += 1;
        return undefined;
      case 'disable':
        this.#depth -= 1;
        return this.#depth < 0 ? 'return' : undefined;
      case 'set':
      case 'clear':
        this.#flag = piece.kind === 'set';
        return undefined;
      case 'return':
      case 'break':
        return piece.kind;
      case 'if':
        return this.#choose() ? this.execute(piece.body) : undefined;
      case 'if-flag':
        return this.#flag ? this.execute(piece.body) : undefined;
      case 'loop':
        while (this.#choose()) {
          const ended = this.execute(piece.body);
          if (ended === 'return') return ended;
          if (ended === 'break') break;
        }
        return undefined;
      case 'touch':
        return undefined;
    }
  }

  #choose(): boolean {
    this.#chosen += 1;
    return this.#choices[this.#chosen - 1] ?? false;
  }
}

describe('what is said of a function', () => {
  it('holds for every run of it', () => {
    fc.assert(
      fc.property(pieces, fc.array(fc.boolean(), { maxLength: 12 }), (walker, choices) => {
        const writer = new Writer();
        // A break outside of a loop is written as an empty statement.
        const runnable = withoutLooseBreaks(walker);
        const text = `void walk(void)\n{\n\tint flag = 0;\n\n\tlazy_mmu_mode_enable(/* first */);\n${writer.write(runnable)}\n\tlazy_mmu_mode_disable(/* last */);\n}\n`;
        const { analysis } = analyse(text);
        const [{ calls, sections }] = analysis.functions;
        // Taken to be called in a section, because only that makes sense of it: its depths are counted from there.
        if (calls[0].before.some(({ depth }) => depth > 0)) return;
        const run = new Run(choices);
        run.execute([{ kind: 'enable' }, ...runnable]);
        for (const { piece, depth } of run.happened.slice(1)) {
          if (depth > 3) continue;
          const number = writer.numbers.get(piece);
          if (piece.kind === 'enable' || piece.kind === 'disable') {
            const at = text.indexOf(`(/* ${number} */)`);
            const call = calls.find(({ nameRange }) => nameRange.end === at);
            assert.ok(
              call?.before.some((state) => state.depth === depth),
              `depth ${depth} at ${number} in\n${text}`,
            );
          }
          if (piece.kind === 'touch' && depth > 0) {
            const at = text.indexOf(`touch(${number})`);
            const on = sections.some(({ ranges }) => ranges.some(({ start, end }) => start <= at && at < end));
            assert.ok(on, `touch(${number}) is in no section of\n${text}`);
          }
        }
      }),
      { numRuns: 250 },
    );
  });
});

function withoutLooseBreaks(body: readonly Piece[]): readonly Piece[] {
  return body.map((piece): Piece => {
    if (piece.kind === 'break') return { kind: 'touch' };
    if (piece.kind === 'if' || piece.kind === 'if-flag') return { ...piece, body: withoutLooseBreaks(piece.body) };
    return { ...piece };
  });
}
