import { finish, gather } from './steps.ts';
import type { Stage, SystemCall } from './system-call.ts';
import { privateMemory } from './vma-flags.ts';

const caller = 'do_mprotect_pkey(), mm/mprotect.c';

function protect(vmaFlags: number, protection: string, flags: string): Stage {
  return {
    vmaFlags,
    protection,
    steps: [
      gather(caller),
      {
        title: 'changes the protection of the pages',
        functions: ['change_protection'],
        arguments: { tlb: 'tlb', vma: 'vma', start: 'addr', end: 'end', cp_flags: flags },
        source: 'mprotect_fixup(), mm/mprotect.c',
      },
      finish(caller),
    ],
  };
}

const readOnly = protect(privateMemory.readOnly, 'PAGE_READONLY', '0');
const noAccess = protect(privateMemory.noAccess, 'PAGE_NONE', '0');
/** The kernel leaves write permission of private memory to the walker, page by page: vma_wants_manual_pte_write_upgrade(). */
const writable = protect(privateMemory.writable, 'PAGE_READONLY', 'MM_CP_TRY_CHANGE_WRITABLE');

const mprotect = { space: 'user', files: ['mm/mprotect.c'], scenario: {} } as const;

export const protectingCalls: readonly SystemCall[] = [
  { ...mprotect, ...readOnly, name: 'mprotect-ro', title: 'mprotect to read-only' },
  { ...mprotect, ...noAccess, name: 'mprotect-none', title: 'mprotect to no access' },
  {
    ...mprotect,
    ...writable,
    name: 'mprotect-rw',
    title: 'mprotect back to writable, after read-only',
    before: readOnly,
  },
  {
    ...mprotect,
    ...writable,
    name: 'mprotect-rw-after-none',
    title: 'mprotect back to writable, after no access',
    before: noAccess,
  },
];
