import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { allRules } from '../../../server/core/analyse.ts';
import { rulePage } from '../../../server/rule-pages.ts';
import { projectRoot } from '../../cli/support/run-cli.ts';

describe('pages of the rules', () => {
  for (const { slug } of allRules)
    it(`lead to the page of ${slug}, which is there`, () => {
      const [, path] = /^https:\/\/[^/]+\/[^/]+\/[^/]+\/blob\/main\/(.+)$/.exec(rulePage(slug)) ?? [];
      assert.ok(path && existsSync(join(projectRoot, path)), rulePage(slug));
    });
});
