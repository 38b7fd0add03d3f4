import type { Note } from '../finding.ts';
import { apiFunction } from '../kernel/api.ts';
import type { LocatedCall } from '../regions/function-regions.ts';
import { modeCalls } from '../regions/mode-calls.ts';
import type { ApiCall } from '../regions/section.ts';
import { notesOfPath } from '../summaries/steps.ts';
import type { Range } from '../text.ts';
import type { RuleContext, RuleFinding } from './rule.ts';

const done: Readonly<Record<ApiCall['effect'], string>> = {
  enable: 'which enters lazy MMU mode here',
  'enable-range': 'which enters lazy MMU mode here',
  disable: 'which leaves lazy MMU mode here',
  pause: 'which pauses lazy MMU mode here',
  resume: 'which resumes lazy MMU mode here',
  flush: 'which flushes here',
};

/** The notes of a finding, with the way from each helper that it or they point to on to the call of the API in there. */
export function notesWithHelpers({ range, notes = [] }: RuleFinding, context: RuleContext): readonly Note[] {
  const helpers = context.regions.calls.filter(({ name }) => !apiFunction(name, context.rangeName));
  if (helpers.length === 0) return notes;
  const behind = (at: Range) =>
    helpers.filter(({ nameRange }) => isSame(nameRange, at)).flatMap((call) => wayInto(call, context));
  return [...behind(range), ...notes.flatMap((note) => [note, ...(note.elsewhere ? [] : behind(note.range))])];
}

function wayInto({ name, effect, nameRange }: LocatedCall, { callees, file }: RuleContext): readonly Note[] {
  const reached = callees.of(modeCalls, name).find(({ fact }) => fact === effect);
  if (!reached) return [];
  return notesOfPath(reached.path, `in ${reached.path.at(-1)?.function}(), ${done[effect]}`, file, nameRange);
}

function isSame(one: Range, other: Range): boolean {
  return one.start === other.start && one.end === other.end;
}
