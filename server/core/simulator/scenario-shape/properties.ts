import { machineOptions } from '../arch/machine-options.ts';
import { works } from '../interruptions/work.ts';
import { limitProperties } from '../limits.ts';
import { patternTitles } from '../population.ts';
import { presetNames } from '../presets/presets.ts';
import type { Interruption, PopulationRun, Scenario } from '../scenario.ts';
import { type Choice, type Properties, type Property, wholeNumber } from './shape.ts';

/** Entries of one simulated range: 128 TiB of pages of 4 KiB, the user's half of an address space with four levels. */
export const entryLimit = 2 ** 35;

/** Folios of a simulated range: 512 pages, what one entry of the level above maps. */
const largestFolioOrder = 9;

/** CPUs of the largest simulated machine. */
const cpuLimit = 4096;

function choicesOf(titles: Readonly<Record<string, string>>): readonly Choice[] {
  return Object.entries(titles).map(([name, title]) => ({ name, title }));
}

const stateTitles: Readonly<Record<PopulationRun['state'], string>> = {
  none: 'Empty.',
  present: 'Maps a page.',
  swap: 'The page is in swap.',
  migration: 'The page is being migrated.',
  marker: 'A marker of userfaultfd.',
};

const runProperties = {
  entries: {
    description: 'How many entries.',
    shape: { kind: 'integer', least: 1, most: entryLimit },
  },
  state: {
    description: 'What each of them holds.',
    shape: { kind: 'name', of: choicesOf(stateTitles) },
  },
  write: { description: 'Present entries: writable.', shape: { kind: 'boolean' }, usual: true },
  dirty: { description: 'Present entries: dirty.', shape: { kind: 'boolean' }, usual: true },
  young: { description: 'Present entries: accessed.', shape: { kind: 'boolean' }, usual: true },
  special: { description: 'Present entries: without a struct page.', shape: { kind: 'boolean' }, usual: false },
  execute: { description: 'Present entries of a process: executable.', shape: { kind: 'boolean' }, usual: false },
} satisfies Readonly<Record<keyof PopulationRun, Property>>;

const machineProperties = Object.fromEntries(
  Object.entries(machineOptions).map(([name, { title, machines, standard, valueTitles }]): [string, Property] => [
    name,
    {
      description: `${machines.join(', ')}: ${title}.`,
      shape: valueTitles === undefined ? { kind: 'boolean' } : { kind: 'name', of: choicesOf(valueTitles) },
      usual: standard,
    },
  ]),
);

const kindTitles: Readonly<Record<Interruption['kind'], string>> = {
  interrupt: 'A handler runs on the CPU of the walker, and the walker goes on.',
  preemption: 'Another task gets the CPU as soon as the walker may be preempted.',
  sleep: 'The walker goes to sleep here by itself, and another task gets the CPU.',
};

const interruptionProperties = {
  kind: { description: 'Who takes the CPU.', shape: { kind: 'name', of: choicesOf(kindTitles) } },
  line: {
    description: "Line of the walker's file: it happens before the first statement that starts there.",
    shape: { kind: 'integer', least: 1, most: Number.MAX_SAFE_INTEGER },
  },
  function: {
    description:
      'It happens before C calls this function: a page-table primitive, or one that a model stands in for. In the place of a line.',
    shape: { kind: 'text' },
    examples: ['ptep_modify_prot_commit'],
  },
  occurrence: {
    description: 'The how-many-th time the place is reached; 0 for every time.',
    shape: { kind: 'integer', least: 0, most: Number.MAX_SAFE_INTEGER },
    usual: 1,
  },
  work: {
    description: 'What the handler or the other task does, one after the other.',
    shape: { kind: 'list', of: { kind: 'name', of: works }, items: 'names' },
    usual: [],
    examples: [['set-kernel-entry'], ['read-entry', 'clear-entry']],
  },
  entry: {
    description: 'The entry that the work is about: its index in the range that the walker is given.',
    shape: { kind: 'integer', least: 0, most: entryLimit - 1 },
    usual: 0,
  },
} satisfies Readonly<Record<keyof Required<Interruption>, Property>>;

/** Every property of a scenario: what it means and what it may hold. A property is added here and in `Scenario`. */
export const scenarioProperties = {
  preset: {
    description: 'What the user does that makes the kernel call the walker. Chosen from the walker when absent.',
    shape: { kind: 'name', of: presetNames },
  },
  entries: {
    description: 'Page-table entries that the walker is given.',
    shape: { kind: 'integer', least: 1, most: entryLimit },
    usual: 256,
    examples: [64, 4096],
  },
  start: {
    description: 'Index in the page table of the first of them.',
    shape: { kind: 'integer', least: 0, most: entryLimit },
    usual: 0,
  },
  population: {
    description:
      'What the entries hold before the walker starts: the name of a pattern, or runs of equal entries. The last run is repeated.',
    shape: {
      kind: 'name-or-list',
      names: choicesOf(patternTitles),
      of: { kind: 'object', properties: runProperties, required: ['entries', 'state'] },
      items: 'runs',
    },
    examples: [
      'alternating',
      [
        { entries: 16, state: 'present', dirty: false },
        { entries: 1, state: 'none' },
      ],
    ],
  },
  folioOrder: {
    description: 'Present entries map folios of 2^order pages.',
    shape: { kind: 'integer', least: 0, most: largestFolioOrder },
    usual: 0,
    examples: [4],
  },
  attachedCpus: {
    description: 'CPUs whose loaded address space this is; the one that runs the walker is one of them.',
    shape: { kind: 'integer', least: 1, most: cpuLimit },
    usual: 2,
    examples: [1],
  },
  maskCpus: {
    description: 'CPUs that may still hold TLB entries of it; at least attachedCpus, and as many when absent.',
    shape: { kind: 'integer', least: 1, most: cpuLimit },
    usual: 2,
  },
  fullmm: {
    description: 'The whole address space is torn down.',
    shape: { kind: 'boolean' },
    usual: false,
  },
  arguments: {
    description: 'C expressions for parameters of the walker, by name.',
    shape: { kind: 'record', of: { kind: 'text' } },
    examples: [{ newprot: 'PAGE_READONLY' }],
  },
  assume: {
    description:
      'What functions return, by name: those with neither a body nor a model, and those that a model answers for. A list is answered one after the other, and its last value from then on.',
    shape: { kind: 'record', of: { kind: 'one-or-list', of: wholeNumber, items: 'whole numbers' } },
    examples: [{ need_resched: [0, 0, 1, 0] }],
  },
  config: {
    description: "CONFIG_ options over the machine's own.",
    shape: { kind: 'record', of: { kind: 'boolean' } },
    examples: [{ CONFIG_KASAN: true }],
  },
  machine: {
    description:
      "Choices about the hardware and kernel over the machine's own; those of other machines are of no effect.",
    shape: { kind: 'object', properties: machineProperties, required: [] },
  },
  destinationStart: {
    description: 'System calls that move pages: index in its page table of the first entry at the destination.',
    shape: { kind: 'integer', least: 0, most: entryLimit },
  },
  otherPages: {
    description: 'fork: pages that the process has written to besides those of the range.',
    shape: { kind: 'integer', least: 0, most: entryLimit },
  },
  limits: {
    description: 'What a run may use before it is stopped.',
    shape: { kind: 'object', properties: limitProperties, required: [] },
    examples: [{ seconds: 600 }],
  },
  interruptions: {
    description: 'What takes the CPU away from the walker: interrupts, and other tasks.',
    shape: {
      kind: 'list',
      of: { kind: 'object', properties: interruptionProperties, required: ['kind'], oneOf: ['line', 'function'] },
      items: 'interruptions',
    },
    examples: [[{ kind: 'interrupt', function: 'ptep_modify_prot_commit', work: ['read-entry'] }]],
  },
} satisfies Readonly<Record<keyof Required<Scenario>, Property>> as Properties;
