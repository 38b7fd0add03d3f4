import type { Preset, PresetCall } from './preset.ts';
import { user, vmaFlags } from './spaces.ts';

const toReadOnly: PresetCall = {
  vmaFlags: vmaFlags.writable,
  arguments: { newprot: 'PAGE_READONLY', cp_flags: '0' },
};
const toNone: PresetCall = { vmaFlags: vmaFlags.noAccess, arguments: { newprot: 'PAGE_NONE', cp_flags: '0' } };
/** The kernel leaves write permission of private memory to the walker, page by page. */
const toWritable: PresetCall = {
  vmaFlags: vmaFlags.writable,
  arguments: { newprot: 'PAGE_READONLY', cp_flags: 'MM_CP_TRY_CHANGE_WRITABLE' },
};

const mprotect = { ...user, walkers: ['change_pte_range'], returns: 'negative-on-error', flush: 'gather' } as const;

/** Changes of protection. */
export const protectingPresets: readonly Preset[] = [
  {
    ...mprotect,
    ...toReadOnly,
    name: 'mprotect',
    aliases: ['mprotect-ro'],
    title: 'mprotect to read-only',
    parameters: ['newprot'],
  },
  { ...mprotect, ...toNone, name: 'mprotect-none', title: 'mprotect to no access' },
  {
    ...mprotect,
    ...toWritable,
    name: 'mprotect-rw-after-ro',
    aliases: ['mprotect-rw'],
    title: 'mprotect back to writable, after read-only',
    before: toReadOnly,
  },
  {
    ...mprotect,
    ...toWritable,
    name: 'mprotect-rw-after-none',
    title: 'mprotect back to writable, after no access',
    before: toNone,
  },
];
