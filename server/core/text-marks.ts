import { primitives } from './kernel/primitives.ts';
import { bodyOf, type FunctionText } from './regions/helper-search.ts';
import { mentionsCallOf } from './regions/helpers.ts';

/** What the text of a function shows before it is parsed. */
export interface TextMarks {
  /** It calls the API. */
  readonly callsApi: boolean;
  /** Names in front of a parenthesis. */
  readonly called: ReadonlySet<string>;
  /** It may update one entry after another: it is looked at without a section too. */
  readonly updatesEntries: boolean;
  /** It says up to which address something goes, by the levels of page tables or by a vma. */
  readonly cutsAddresses: boolean;
}

/** A call of a primitive that updates entries. */
export const entryUpdate: RegExp = mentionsCallOf(
  primitives.filter(({ kind }) => kind === 'update' || kind === 'read-modify-write').map(({ name }) => name),
);

/** A loop, or a call that commits a batch of entries. */
const repeats = /\b(?:for|while|goto|modify_prot_commit_ptes)\b/;

const addressEnd = /\b(?:p[4gmu]d_addr_end|vm_end|TASK_SIZE)\b/;

export function marksOf(entry: FunctionText, apiCall: RegExp): TextMarks {
  const body = bodyOf(entry);
  const called = new Set([...entry.text.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].map(([, name]) => name));
  return {
    called,
    callsApi: apiCall.test(body),
    updatesEntries: entryUpdate.test(body) && repeats.test(body),
    cutsAddresses: addressEnd.test(body),
  };
}
