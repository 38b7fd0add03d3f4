import type { Question } from '../summaries/question.ts';

/** A function pauses the mode while its caller has it on. */
export const pauseQuestion: Question<'pauses'> = {
  concerns: /\blazy_mmu_mode_pause\s*\(/,
  answers: (name) => name.startsWith('lazy_mmu_mode_'),
  own({ regions }) {
    return regions.calls
      .filter(
        ({ effect, before }) => effect === 'pause' && before.some(({ depth, paused }) => depth > 0 && paused === 0),
      )
      .map(({ range }) => ({ fact: 'pauses', range }));
  },
  key: (fact) => fact,
  through: (fact) => fact,
};
