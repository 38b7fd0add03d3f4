import { advisingPresets } from './advising.ts';
import { architecturePresets } from './architectures.ts';
import { callbackPreset, callbackPresets } from './callbacks.ts';
import { kernelMemoryPresets } from './kernel-memory.ts';
import type { Preset } from './preset.ts';
import { processMemoryPresets } from './process-memory.ts';
import { protectingPresets } from './protecting.ts';
import { kernel, user } from './spaces.ts';

/** How the kernel's own callers call each walker: one entry per system call or kernel service. Of those of a walker the first is usual. */
export const presets: readonly Preset[] = [
  ...protectingPresets,
  ...processMemoryPresets,
  ...advisingPresets,
  ...kernelMemoryPresets,
  ...callbackPresets,
  ...architecturePresets,
];

/** For walkers that no preset knows: arguments by type and name of the parameters alone. */
export const userPreset: Preset = {
  ...user,
  name: 'user',
  title: 'a page table of a process',
  walkers: [],
  arguments: {},
  flush: 'gather',
};

export const kernelPreset: Preset = {
  ...kernel,
  name: 'kernel',
  title: 'a page table of the kernel',
  walkers: [],
  arguments: {},
};

export const allPresets: readonly Preset[] = [...presets, callbackPreset, userPreset, kernelPreset];

/** Every name of a preset, with its title. */
export const presetNames: readonly { readonly name: string; readonly title: string }[] = allPresets.flatMap(
  ({ name, aliases = [], title }) => [name, ...aliases].map((each) => ({ name: each, title })),
);
