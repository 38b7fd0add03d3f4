import assert from 'node:assert/strict';
import { followCalled } from '../../../server/core/regions/function-regions.ts';
import { type FollowCalled, sectionCalls } from '../../../server/core/summaries/call-graph.ts';
import { emptyIndex, type FunctionIndex, resolve } from '../../../server/core/summaries/function-index.ts';
import type { Question, Reached } from '../../../server/core/summaries/question.ts';
import { Summaries } from '../../../server/core/summaries/summaries.ts';
import { TreeSummaries } from '../../../server/core/summaries/tree-summaries.ts';
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

function around(file: SourceFile, index: FunctionIndex = emptyIndex): { follow: FollowCalled; summaries: Summaries } {
  const follow: FollowCalled = ({ entry }) => {
    const regions = followCalled(entry.definition(), { nests: true, helpers: new Map() });
    return 'refused' in regions ? undefined : regions;
  };
  return { follow, summaries: new Summaries(file, follow, new TreeSummaries(index, follow)) };
}

function ask(name: string, file: SourceFile, index?: FunctionIndex): readonly string[] {
  return waysOf(around(file, index).summaries.forFunction().of(touches, name));
}

function waysOf(reached: readonly Reached<number>[]): readonly string[] {
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
    const index: FunctionIndex = { ...emptyIndex, find: (name) => resolve(name, header, emptyIndex) };
    assert.deepEqual(ask('near', file, index), ['0 by mm/fixture.c:near:3 include/linux/far.h:far:4']);
    assert.deepEqual(ask('by_macro', file, index), ['0 by mm/fixture.c:by_macro:7 include/linux/far.h:over:1']);
    assert.deepEqual(ask('near', file), []);
  });

  it('holds as long as what it was told would be told again', () => {
    const file = parse(chain);
    const { follow, summaries } = around(file);
    const callees = summaries.forFunction();
    callees.of(touches, 'first');
    const edited = (from: string, to: string) => {
      const at = file.text.indexOf(from);
      return file.edit([{ range: { start: at, end: at + from.length }, text: to }]);
    };
    summaries.update(edited('\ttouch(p);', '\trest();\n\ttouch(p);'), follow, new Set());
    assert.ok(callees.stillHolds(false));
    assert.deepEqual(
      waysOf(callees.of(touches, 'first')),
      ask('first', edited('\ttouch(p);', '\trest();\n\ttouch(p);')),
    );
    summaries.update(edited('touch(p)', 'touch(0)'), follow, new Set());
    assert.ok(!callees.stillHolds(false));
    summaries.update(file, follow, new Set());
    assert.ok(callees.stillHolds(false));
  });

  it('asks nothing of a function that nothing says is concerned', () => {
    let asked = 0;
    const file = parse('void quiet(void)\n{\n\tcalm();\n}\nvoid calm(void)\n{\n}\n');
    const follow = () => {
      asked += 1;
      return undefined;
    };
    const summaries = new Summaries(file, follow, new TreeSummaries(emptyIndex, follow));
    assert.deepEqual(summaries.forFunction().of(touches, 'quiet'), []);
    assert.equal(asked, 0);
  });
});
