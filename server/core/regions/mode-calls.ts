import { apiFunction, implementsApi } from '../kernel/api.ts';
import type { Question } from '../summaries/question.ts';
import type { ApiCall } from './section.ts';

/** Where a helper does to the mode what it does: the call of the API that its callers get. */
export const modeCalls: Question<ApiCall['effect']> = {
  concerns: /lazy_mmu/,
  answers: (name) => apiFunction(name) !== undefined || implementsApi(name),
  own: ({ regions }) =>
    regions.calls.flatMap(({ name, effect, nameRange }) =>
      apiFunction(name, regions.rules.rangeName) ? [{ fact: effect, range: nameRange }] : [],
    ),
  ownOfMacro: (body) =>
    [...body.matchAll(/\b(\w+)\s*\(/g)].flatMap(([, name]) => {
      const effect = apiFunction(name)?.effect;
      return effect ? [effect] : [];
    }),
  key: (effect) => effect,
  through: (effect) => effect,
};
