import assert from 'node:assert/strict';
import { checkFunction } from '../../../server/core/check-function.ts';
import { followMode } from '../../../server/core/regions/function-regions.ts';
import { emptyIndex } from '../../../server/core/summaries/function-index.ts';
import { Summaries } from '../../../server/core/summaries/summaries.ts';
import { TreeSummaries } from '../../../server/core/summaries/tree-summaries.ts';
import type { SourceFile } from '../../../server/core/syntax/source-file.ts';
import { parse } from './check.ts';

/** A file whose path nobody can read: the rule that asks for it fails. */
function withoutPath(file: SourceFile): SourceFile {
  return new Proxy(file, {
    get(target, key) {
      if (key === 'path') throw new Error('no path');
      return Reflect.get(target, key, target);
    },
  });
}

describe('a rule that fails', () => {
  it('is listed with its reason, and the others go on', () => {
    const file = parse(`
int walk(pte_t *pte)
{
	lazy_mmu_mode_enable();
	if (touch(pte))
		return 1;
	lazy_mmu_mode_disable();
	return 0;
}
`);
    const [entry] = file.functions;
    const regions = followMode(entry.definition(), { nests: true, helpers: new Map() });
    assert.ok(!('refused' in regions));
    const { functions, notAnalysed } = checkFunction(
      entry,
      {
        file: withoutPath(file),
        regions,
        dialect: { generation: 'nestable' },
        rangeName: 'lazy_mmu_mode_enable_for_pte_range',
        isHelper: false,
        implementsHooks: false,
        calledBack: [],
        callees: new Summaries(file, () => undefined, new TreeSummaries(emptyIndex, () => undefined)).forFunction(),
      },
      {},
    );
    assert.deepEqual(
      notAnalysed.map(({ reason }) => reason),
      ['the rule legacy-api failed: no path'],
    );
    assert.deepEqual(
      functions[0].findings.map(({ rule }) => rule),
      ['return-in-section'],
    );
    assert.equal(functions[0].sections.length, 1);
  });
});
