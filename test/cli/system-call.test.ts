import assert from 'node:assert/strict';
import { systemCallNames } from '../../server/core/simulator/system-calls/table.ts';
import { describeKernel } from '../support/kernels.ts';
import { lazyMmu } from './support/run-cli.ts';
import { parseSystemCall } from './support/schemas.ts';

describe('lazy-mmu simulate of a system call', () => {
  it('is told of in the help', async () => {
    const { stdout } = await lazyMmu(['simulate', '--help']);
    assert.match(stdout, /System calls: /);
    for (const name of systemCallNames) assert.ok(stdout.includes(name), name);
  });

  for (const [title, words, message] of [
    ['an unknown one', ['mumap'], /^unknown system call mumap; did you mean munmap or mremap\?$/],
    ['a tree that is missing', ['munmap'], /^munmap: a system call needs a kernel tree; say --tree DIR, or go to one$/],
    [
      'an option of walkers',
      ['munmap', '--preset', 'mprotect'],
      /^--preset: a system call is run whole; leave this out, or name a walker$/,
    ],
  ] as const) {
    it(`names what is wrong and 2: ${title}`, async () => {
      const { code, stderr } = await lazyMmu(['simulate', ...words], { cwd: '/' });
      assert.equal(code, 2);
      assert.match(stderr.replace(/^lazy-mmu: /, '').trim(), message);
    });
  }
});

describeKernel('7.2', 'lazy-mmu simulate of a system call', (tree) => {
  it('tells what each machine executes, by step and by function', async () => {
    const words = ['simulate', 'munmap', '--machine', 's390', 'arm64', '--entries', '1024'];
    const { code, stdout, stderr } = await lazyMmu(words, { cwd: tree() });
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^munmap: munmap\n1024 entries from index 0 \(all_present\), 2 CPUs$/m);
    assert.match(stdout, /^s390 +as written +1024 +1024 +1 +0 +0 +0$/m);
    assert.match(stdout, /^unmaps the pages +__zap_vma_range\(\) .* s390 1024 IPTE; arm64 1 DSB ISH, 1 TLBI$/m);
    assert.match(stdout, /^flushes what was gathered +tlb_finish_mmu\(\) .* s390 1 IDTE; arm64 1 DSB ISH, 1 TLBI$/m);
    assert.match(stdout, /^zap_present_folio_ptes\(\) +mm\/memory\.c +s390 1024 IPTE$/m);
    assert.match(stdout, /^Assumptions: none that a page-table event rests on\.$/m);
  });

  it('tells what the sanitizer finds, and what comes of an interruption', async () => {
    const words = ['simulate', 'munmap', '--machine', 's390-ipte-range', '--entries', '64', '--compare'];
    const { code, stdout } = await lazyMmu([...words, '--interrupt', 'ptep_get@5'], { cwd: tree() });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^The sanitizer has \d findings:\n {2}error F9 .*\(predicted; s390-ipte-range, with range\)$/m,
    );
    assert.match(
      stdout,
      /^Interruptions:\n {2}interrupt before ptep_get\(\), time 5\n {4}s390-ipte-range, as written: /m,
    );
  });

  it('says what the range call would save of a whole call', async () => {
    const words = [
      'simulate',
      'mprotect-ro',
      '--machine',
      's390-ipte-range',
      '--entries',
      '1024',
      '--compare',
      '--json',
    ];
    const { stdout } = await lazyMmu(words, { cwd: tree() });
    const counts = parseSystemCall(stdout).results.map(({ variant, counts: { ipte } }) => [variant, ipte]);
    assert.deepEqual(counts, [
      ['as-written', 1024],
      ['no-lazy-mode', 1024],
      ['with-range', 4],
    ]);
  });

  it('takes the scenario of walkers, and what only system calls have', async () => {
    const words = ['simulate', 'mremap', '--machine', 'arm64', '--entries', '512', '--json', '--cpus', '1'];
    const moved = async (...more: string[]) => {
      const { stdout } = await lazyMmu([...words, ...more], { cwd: tree() });
      const { results, scenario } = parseSystemCall(stdout);
      assert.equal(scenario.maskCpus, 1);
      return results[0];
    };
    // One entry of the level above moves; a destination that is aligned differently takes two tables of single entries.
    assert.equal((await moved()).counts.tlbi_rvae1is, 2);
    assert.equal((await moved('--destination-start', '16')).counts.tlbi_rvae1is, 4);
    assert.equal((await moved('--option', 'tlbRange=n')).counts.tlbi_aside1is, 1);
  });
});
