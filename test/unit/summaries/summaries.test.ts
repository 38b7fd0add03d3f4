import assert from 'node:assert/strict';
import { followCalled } from '../../../server/core/regions/function-regions.ts';
import { sectionCalls } from '../../../server/core/summaries/call-graph.ts';
import { emptyIndex, type FunctionIndex, resolve } from '../../../server/core/summaries/function-index.ts';
import type { Question } from '../../../server/core/summaries/question.ts';
import { Summaries } from '../../../server/core/summaries/summaries.ts';
import type { SourceFile } from '../../../server/core/syntax/source-file.ts';
import { parse } from '../rules/check.ts';

/** Which parameter goes to `touch()`; a lone number is not followed. */
const touches: Question<number> = {
  concerns: /\btouch\s*\(/,
  answers: (name) => name === 'touch',
  own: ({ file, regions }) =>
    sectionCalls({ file, regions }).flatMap(({ call, name }) => {
      const [argument] = call.arguments;
      const position = regions.graph.parameters.findIndex(
        (each) => argument?.kind === 'name' && argument.name === each,
      );
      return name === 'touch' && position >= 0 ? [{ fact: position, range: call }] : [];
    }),
  ownOfMacro: () => [0],
  key: String,
  through(fact, call, { regions }) {
    const argument = call.arguments[fact];
    const position = regions.graph.parameters.findIndex((each) => argument?.kind === 'name' && argument.name === each);
    return position < 0 ? undefined : position;
  },
};

function summariesOf(file: SourceFile, index: FunctionIndex = emptyIndex): Summaries {
  return new Summaries(file, index, ({ entry }) => {
    const regions = followCalled(entry.definition(), { nests: true, helpers: new Map() });
    return 'refused' in regions ? undefined : regions;
  });
}

function ask(name: string, file: SourceFile, index?: FunctionIndex): readonly string[] {
  const reached = summariesOf(file, index).forFunction().of(touches, name);
  return reached.map(({ fact, path }) => {
    const way = path.map((step) => `${step.file.path}:${step.function}:${step.file.lines.lineOf(step.range.start)}`);
    return `${fact} by ${way.join(' ')}`;
  });
}

const chain = `void last(int *other, int *p)
{
	touch(p);
}
void middle(int *p, int *other)
{
	last(other, p);
}
void first(int *p)
{
	middle(p, 0);
}
`;

describe('what callees do', () => {
  it('is carried to callers with the way there, by parameter', () => {
    const file = parse(chain);
    assert.deepEqual(ask('last', file), ['1 by mm/fixture.c:last:3']);
    assert.deepEqual(ask('middle', file), ['0 by mm/fixture.c:middle:7 mm/fixture.c:last:3']);
    assert.deepEqual(ask('first', file), ['0 by mm/fixture.c:first:11 mm/fixture.c:middle:7 mm/fixture.c:last:3']);
  });

  it('is not carried where the caller gives something of its own', () => {
    assert.deepEqual(ask('give', parse(`${chain}void give(int *p)\n{\n\tint own;\n\n\tfirst(&own);\n}\n`)), []);
  });

  it('comes to an end where functions call each other', () => {
    const file = parse(`void even(int *p)
{
	odd(p);
	touch(p);
}
void odd(int *p)
{
	even(p);
}
`);
    assert.deepEqual(ask('even', file), ['0 by mm/fixture.c:even:4']);
    assert.deepEqual(ask('odd', file), ['0 by mm/fixture.c:odd:8 mm/fixture.c:even:4']);
  });

  it('leaves out what happens while the mode is paused or off', () => {
    const file = parse(`void calm(int *p)
{
	lazy_mmu_mode_pause();
	touch(p);
	lazy_mmu_mode_resume();
	lazy_mmu_mode_disable();
	touch(p);
	lazy_mmu_mode_enable();
}
`);
    assert.deepEqual(ask('calm', file), []);
  });

  it('goes through functions of other files, and through macros', () => {
    const header = parse('#define over(p) touch(p)\nvoid far(int *p)\n{\n\ttouch(p);\n}\n', 'include/linux/far.h');
    const file = parse('void near(int *p)\n{\n\tfar(p);\n}\nvoid by_macro(int *p)\n{\n\tover(p);\n}\n');
    const index: FunctionIndex = { version: 1, find: (name) => resolve(name, header, emptyIndex) };
    assert.deepEqual(ask('near', file, index), ['0 by mm/fixture.c:near:3 include/linux/far.h:far:4']);
    assert.deepEqual(ask('by_macro', file, index), ['0 by mm/fixture.c:by_macro:7 include/linux/far.h:over:1']);
    assert.deepEqual(ask('near', file), []);
  });

  it('names the functions of the file that an answer depends on', () => {
    const file = parse(chain);
    const callees = summariesOf(file).forFunction();
    callees.of(touches, 'middle');
    const names = callees.consulted().map((each) => (each.kind === 'function' ? each.entry.name : each.macro.name));
    assert.deepEqual(names, ['middle', 'last']);
  });

  it('asks nothing of a function that nothing says is concerned', () => {
    let asked = 0;
    const file = parse('void quiet(void)\n{\n\tcalm();\n}\nvoid calm(void)\n{\n}\n');
    const summaries = new Summaries(file, emptyIndex, () => {
      asked += 1;
      return undefined;
    });
    assert.deepEqual(summaries.forFunction().of(touches, 'quiet'), []);
    assert.equal(asked, 0);
  });
});
