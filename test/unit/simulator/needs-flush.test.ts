import assert from 'node:assert/strict';
import { machineOf } from '../../../server/core/simulator/arch/machines.ts';
import type { MachineName } from '../../../server/core/simulator/arch/names.ts';
import { advanceFrame, entryBits as bits, entryFor } from '../../../server/core/simulator/machine/entry.ts';
import { programFor } from '../../../server/core/simulator/programs.ts';
import { defaultScenario } from '../../../server/core/simulator/scenario-input.ts';
import { startRun } from '../../../server/core/simulator/start-run.ts';
import type { KernelParser } from '../../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../../server/host/parser.ts';
import { GoldenTree } from '../../golden/compare.ts';
import { describeKernel } from '../../support/kernels.ts';

const text = 'int needs(pte_t old, pte_t next) { return pte_needs_flush(old, next); }\n';

const entry = entryFor(100, bits.present | bits.read | bits.write | bits.user | bits.young | bits.dirty);
const readOnly = entry - bits.write;
const executable = entry + bits.execute;
const clean = entry - bits.dirty;
const old = entry - bits.young;
const none = entryFor(100, bits.present | bits.young | bits.dirty);

/** Changes of an entry, and the machines that need a flush for them. */
const changes: readonly (readonly [string, number, number, readonly MachineName[]])[] = [
  ['nothing', entry, entry, ['s390']],
  ['less may be written', entry, readOnly, ['x86', 'powerpc-radix', 'arm64', 's390']],
  ['more may be written', readOnly, entry, ['x86', 'arm64', 's390']],
  ['less may be executed', executable, entry, ['x86', 'powerpc-radix', 'arm64', 's390']],
  ['more may be executed', entry, executable, ['x86', 'arm64', 's390']],
  ['dirty is cleared', entry, clean, ['x86', 'powerpc-radix', 'arm64', 's390']],
  ['dirty is set', clean, entry, ['arm64', 's390']],
  ['young is cleared', entry, old, ['arm64', 's390']],
  ['nothing may be reached any more', entry, none, ['x86', 'powerpc-radix', 'arm64', 's390']],
  ['what could not be reached can', none, entry, ['s390']],
  ['nothing was there', 0, entry, ['powerpc-radix', 's390']],
  ['another page', entry, advanceFrame(entry, 1), ['x86', 'powerpc-radix', 'arm64', 's390']],
  ['a bit of software', entry, entry + bits.softDirty, ['powerpc-radix', 's390']],
];

for (const version of ['6.12', '7.2', '7.3']) {
  describeKernel(version, 'pte_needs_flush()', (directory) => {
    let parser: KernelParser;
    before(async () => {
      parser = await loadKernelParser();
    });

    /** What the body in the tree answers, and its file. */
    const ask = (name: MachineName, from: number, to: number, wholeCall: boolean) => {
      const machine = machineOf(name);
      const environment = { parser, tree: new GoldenTree(directory()) };
      const made = programFor(environment, 'mm/asks.c', text, machine, {}, { wholeCall });
      const { run } = startRun(made, machine, defaultScenario, true, () => false);
      const needs = run.call('needs', [from, to]) !== 0;
      const file = run.executed.find((each) => each.function === 'pte_needs_flush')?.file;
      return { needs, file, assumptions: run.assumptions.filter(({ stated }) => stated === undefined) };
    };

    const headers: readonly (readonly [MachineName, string])[] = [
      ['x86', 'arch/x86/include/asm/tlbflush.h'],
      ['powerpc-radix', 'arch/powerpc/include/asm/book3s/64/tlbflush.h'],
      ['s390', 'include/asm-generic/tlb.h'],
      ...(version === '6.12' ? [] : [['arm64', 'arch/arm64/include/asm/tlbflush.h'] as const]),
    ];
    for (const [machine, header] of headers) {
      it(`${machine}: says so by its own body`, () => {
        for (const [what, from, to, machines] of changes) {
          const { needs, file, assumptions } = ask(machine, from, to, true);
          assert.deepEqual([file, assumptions], [header, []]);
          assert.equal(needs, machines.includes(machine), what);
        }
      });
    }

    it('arm64 and Xen, with walkers alone, take every change for one that needs a flush', () => {
      for (const machine of ['arm64', 'arm64-eager', 'xen-pv'] as const) {
        const { needs, file } = ask(machine, entry, entry, false);
        assert.deepEqual([needs, file], [true, undefined]);
      }
    });

    it('powerpc with a hash table: always, for the hash table has seen to it', () => {
      assert.equal(ask('powerpc-hash', entry, entry, true).needs, true);
    });
  });
}
