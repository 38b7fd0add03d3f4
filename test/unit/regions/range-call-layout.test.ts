import assert from 'node:assert/strict';
import { laidOutRangeCall } from '../../../server/core/regions/range-call-layout.ts';

const range = { mm: 'vma->vm_mm', addr: 'addr', end: 'end', pte: 'start_pte' };

/** The text of a line with the enable in it replaced. */
function told(line: string, given = range): string {
  const [enable] = /lazy_mmu_mode_enable\(\)/.exec(line) ?? [''];
  const start = line.indexOf(enable);
  const call = { start, end: start + enable.length };
  const text = laidOutRangeCall(given, 'lazy_mmu_mode_enable_for_pte_range', line, call);
  return line.slice(0, call.start) + text + line.slice(call.end);
}

describe('a range call', () => {
  it('stays on a line where it fits', () => {
    assert.equal(
      told('\tlazy_mmu_mode_enable();\n'),
      '\tlazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end, start_pte);\n',
    );
  });

  it('goes on below its first argument where it does not, with the tabs of the kernel', () => {
    assert.equal(
      told('\t\tlazy_mmu_mode_enable();\n'),
      '\t\tlazy_mmu_mode_enable_for_pte_range(vma->vm_mm, addr, end,\n\t\t\t\t\t\t   start_pte);\n',
    );
    assert.equal(
      told('    lazy_mmu_mode_enable();\r\n', { ...range, mm: 'walk->private->vma->vm_mm', pte: 'walk->start_pte' }),
      '    lazy_mmu_mode_enable_for_pte_range(walk->private->vma->vm_mm, addr, end,\r\n\t\t\t\t       walk->start_pte);\r\n',
    );
  });

  it('goes on up to where checkpatch warns rather than in three lines', () => {
    assert.equal(
      told('\t\t\t\tlazy_mmu_mode_enable();\n', { ...range, mm: 'mm' }),
      '\t\t\t\tlazy_mmu_mode_enable_for_pte_range(mm, addr, end, start_pte);\n',
    );
  });

  it('counts what follows on the line, and breaks nowhere else than at commas', () => {
    assert.equal(
      told('\tlazy_mmu_mode_enable(); /* all of it */\n').split('\n')[1],
      '\t\t\t\t\t   start_pte); /* all of it */',
    );
    const long = { ...range, mm: 'a_very_long_name_that_alone_is_as_long_as_what_is_left_of_a_line' };
    assert.deepEqual(told('\tlazy_mmu_mode_enable();\n', long).split('\n').slice(0, 2), [
      `\tlazy_mmu_mode_enable_for_pte_range(${long.mm},`,
      '\t\t\t\t\t   addr, end, start_pte);',
    ]);
  });
});
