import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mailText } from '../../../media/copy/mail.ts';
import { textTable, wrapped } from '../../../media/copy/text-table.ts';
import { firstControls } from '../../../media/growth/controls.ts';
import { machineWords } from '../../../media/machines.ts';
import type { MachineName, SimulationReport } from '../../../server/lsp/protocol.ts';
import { choices, report, troubled } from '../../fixtures/report.ts';
import { comparison, sweep } from '../../fixtures/studies.ts';

const controls = firstControls;

describe('the mail', () => {
  it('says what the panel says, in lines that fit', () => {
    const tree = { kernel: '7.2.0', api: 'sections nest, no range call' };
    const mail = mailText({ report, choices: { ...choices, tree }, controls, sweep, comparison });
    assert.equal(
      mail,
      `change_pte_range() in mm/mprotect.c:331 of Linux 7.2.0 (lazy MMU mode:
sections nest, no range call)

Simulated: mprotect to read-only; 256 entries from 0, every 16th in
swap, 2 CPUs.

s390 with the range call: 240 -> 16 IPTE (15 times fewer than as
written, same page table afterwards).

    machine          event        as written  no lazy  range
    ---------------  -----------  ----------  -------  -----
    s390             IPTE                240      240    240
    s390-ipte-range  IPTE                240      240     16
    arm64            TLB flushes           1        1      1
    xen-pv           Hypercalls            8      240      8

"range" is with this call in the place of the enable:

    lazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, pte)

IPTE on s390-ipte-range over entries from 1 to 1,024:
- as written and no lazy mode: 1 per entry (exact at all 12 values)
- with range: 1 per table of 256 (exact at all 12 values)

Since HEAD (0123456789ab):
- s390-ipte-range, as written: 240 -> 16 IPTE, 15 times fewer

The sanitizer found nothing.

No count rests on an assumption.
Taken for granted: nobody waits for the CPU.

To reproduce, in the root of the tree:

    lazy-mmu simulate mm/mprotect.c:change_pte_range --machine s390 \\
        s390-ipte-range arm64 xen-pv --compare --preset mprotect

Predicted by Lazy MMU Lens, which runs the C of the tree on simulated
machines; nothing was measured.
`,
    );
  });

  it('names findings with their runs, assumptions and runs that were not finished', () => {
    const found = (variant: 'as-written' | 'with-range') =>
      ({
        id: 'F3',
        slug: 'late-revocation',
        status: 'reported',
        severity: 'note',
        message: 'another CPU can find the old rights',
        file: 'mm/mprotect.c',
        line: 280,
        entry: { index: 16, address: 65_536 },
        path: [],
        machine: 's390-ipte-range',
        variant,
        times: 240,
      }) as SimulationReport['findings'][number];
    const mail = mailText({
      report: { ...troubled, findings: [found('as-written'), found('with-range')] },
      choices,
      controls,
    });
    assert.match(mail, /^No range call here: addr is changed before/m);
    assert.match(mail, /^Not finished:\n- arm64-eager, with range: Nothing is at/m);
    assert.match(mail, /^- mm\/mprotect\.c:280: note: another CPU .* \[F3,\n {2}reported, first of entry 16;/m);
    assert.match(mail, /s390-ipte-range, as written and with\n {2}range\]/);
    assert.match(mail, /^Assumed, and counts depend on it:\n- <img src=x> = 1 at mm\/mprotect\.c:301$/m);
  });

  it('has tables of every machine within 72 characters', () => {
    const [first] = report.results;
    assert.ok(first);
    const results = (Object.keys(machineWords) as MachineName[]).map((machine) => ({ ...first, machine }));
    const lines = mailText({ report: { ...report, results }, choices, controls }).split('\n');
    for (const line of lines) assert.ok(line.length <= 72, `${line.length}: ${line}`);
  });
});

describe('text of a mail', () => {
  it('lines columns up, and has no blanks at the ends of lines', () => {
    const table = textTable(
      [
        { title: 'a', align: 'left' },
        { title: 'b', align: 'right' },
      ],
      [
        ['xyz', '1'],
        ['', '10'],
      ],
    );
    assert.equal(table, '    a     b\n    ---  --\n    xyz   1\n         10');
  });

  it('breaks no word and loses none', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (words) => {
        const text = wrapped(words.join(' '), '- ', 24);
        assert.deepEqual(text.slice(2).split(/\s+/), words);
        for (const line of text.split('\n')) assert.ok(line.length <= 24);
      }),
    );
  });
});
