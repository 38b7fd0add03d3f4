import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyseFile } from '../../../server/core/analyse.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { applyChange, type Editor, positionAt } from './editor.ts';

/** One edit; where it falls outside the text it is moved in. Lengths and places are in UTF-16 units. */
interface Edit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

const piece = fc.oneof(
  fc.constantFrom('lazy_mmu_mode_disable();', 'lazy_mmu_mode_enable();', 'return 0;', '{', '}', '\n', '\r\n', '\r'),
  fc.constantFrom('/*', '*/', '"', '#if 0\n', '#endif\n', 'goto out;\n', 'out:\n', '\u{1f427}', 'if (x)'),
  fc.string({ maxLength: 4 }),
);

/** Bursts of edits, each sent as one change, in a stretch of text. */
export function bursts(from: number, to: number): fc.Arbitrary<readonly (readonly Edit[])[]> {
  const at = fc.integer({ min: from, max: to });
  const edit = fc.record({ at, length: fc.oneof(fc.constant(0), fc.nat(80)), text: piece });
  return fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
}

/**
 * Types into a document, then holds what the server says of it against what it says of the same text freshly opened, where
 * all of it can be read: of what cannot, the server goes on saying what it knew. In the end all is taken back, and nothing is
 * left of it.
 */
export async function typeAndCompare(
  editor: Editor,
  { typed, fresh }: { readonly typed: string; readonly fresh: string },
  original: string,
  changes: readonly (readonly Edit[])[],
): Promise<void> {
  let text = original;
  let version = 1;
  await editor.open(typed, text);
  for (const burst of changes) {
    const sent = burst.map((each) => {
      const start = Math.min(each.at, text.length);
      const end = Math.min(start + each.length, text.length);
      const range = { start: positionAt(text, start), end: positionAt(text, end) };
      text = applyChange(text, range, each.text);
      return { range, text: each.text };
    });
    await editor.change(typed, ++version, ...sent);
    await editor.diagnostics(typed);
  }
  if (await canBeRead(text)) await expectSame(editor, { typed, fresh }, text);
  await editor.change(typed, ++version, { text: original });
  await expectSame(editor, { typed, fresh }, original);
  await editor.close(typed);
}

async function canBeRead(text: string): Promise<boolean> {
  const parser = await loadKernelParser();
  return analyseFile(parser.parse('mm/typed.c', text)).notAnalysed.length === 0;
}

async function expectSame(
  editor: Editor,
  { typed, fresh }: { readonly typed: string; readonly fresh: string },
  text: string,
): Promise<void> {
  await editor.open(fresh, text);
  const found = await editor.diagnostics(fresh);
  assert.deepEqual(await editor.diagnostics(typed), JSON.parse(JSON.stringify(found).replaceAll(fresh, typed)));
  const regions = (uri: string) => editor.told('lazyMmu/regions').findLast((told) => told.uri === uri)?.regions;
  assert.deepEqual(regions(typed), regions(fresh));
  await editor.close(fresh);
}
