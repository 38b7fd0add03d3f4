import assert from 'node:assert/strict';
import { findingCount, findingsOf, runWords } from '../../../media/findings.ts';
import type { Finding } from '../../../server/lsp/protocol.ts';

const finding: Finding = {
  id: 'F3',
  slug: 'late-revocation',
  status: 'reported',
  severity: 'note',
  message: 'another CPU can find the old rights',
  file: 'mm/mprotect.c',
  line: 280,
  path: [],
  machine: 's390',
  variant: 'as-written',
  times: 1,
};

describe('findings', () => {
  it('are one for all runs that have them, errors first', () => {
    const error: Finding = { ...finding, id: 'F1', severity: 'error', machine: 'arm64' };
    const found = findingsOf({
      findings: [finding, { ...finding, variant: 'with-range' }, error, { ...finding, line: 281 }],
    });
    assert.deepEqual(
      found.map(({ finding: { id, line }, runs }) => [id, line, runs.length]),
      [
        ['F1', 280, 1],
        ['F3', 280, 2],
        ['F3', 281, 1],
      ],
    );
    assert.equal(findingCount(found), '1 finding and 2 notes');
    assert.equal(findingCount([]), 'no finding');
  });

  it('name their runs machine by machine', () => {
    const words = runWords(
      [
        { machine: 's390', variant: 'as-written' },
        { machine: 'xen-pv', variant: 'as-written' },
        { machine: 'xen-pv', variant: 'no-lazy-mode' },
        { machine: 'xen-pv', variant: 'with-range' },
        { machine: 's390', variant: 'with-range' },
      ],
      (machine) => machine.toUpperCase(),
    );
    assert.equal(words, 'S390, as written and with range; XEN-PV, in every run');
  });
});
