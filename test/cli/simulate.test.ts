import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineNames, usualMachines } from '../../server/core/simulator/arch/names.ts';
import { defaultScenario } from '../../server/core/simulator/scenario-input.ts';
import { layOut } from '../support/lay-out.ts';
import { lazyMmu } from './support/run-cli.ts';
import { parseSimulation } from './support/schemas.ts';

const walker = 'samples/range_available.c:sample_change_protection';

describe('lazy-mmu simulate', () => {
  let folder: string;

  beforeEach(() => {
    folder = layOut({ 'include/linux/mm.h': '', 'mm/empty.c': 'int nothing(void)\n{\n\treturn 0;\n}\n' });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  async function scenarioOf(...words: string[]) {
    const { code, stdout, stderr } = await lazyMmu(['simulate', walker, '--machine', 's390', '--json', ...words]);
    assert.equal(stderr, '');
    assert.equal(code, 0);
    return parseSimulation(stdout).scenario;
  }

  it('prints a table of machines and variants, and what the calls save', async () => {
    const { code, stdout, stderr } = await lazyMmu(['simulate', walker, '--compare']);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.match(stdout, /^samples\/range_available\.c:10: sample_change_protection\(\)\n256 entries from index 0/);
    assert.match(stdout, /^s390 +as written +256 +256 /m);
    assert.match(stdout, /^s390-ipte-range +as written +256 +256 .*\n +no lazy mode +256 .*\n +with range +1 +256 /m);
    assert.match(stdout, /^Lazy mode as written: xen-pv 256 → 9 hypercalls \(28.4 times fewer\)\.$/m);
    assert.match(
      stdout,
      /^With lazy_mmu_mode_enable_for_pte_range\(.+\): s390-ipte-range 256 → 1 IPTE \(256 times fewer\)\.$/m,
    );
    assert.match(stdout, /^Assumed: nothing\.$/m);
  });

  it('takes options over the scenario file, and that over the preset', async () => {
    const file = join(folder, 'scenario.json');
    writeFileSync(file, JSON.stringify({ preset: 'mprotect-none', entries: 32, start: 4, config: { CONFIG_A: true } }));
    const fromFile = await scenarioOf('--scenario', file);
    assert.deepEqual([fromFile.preset, fromFile.entries, fromFile.start], ['mprotect-none', 32, 4]);
    const fromOptions = await scenarioOf(
      ...['--scenario', file, '--entries', '16', '--pattern', 'alternating', '--folio-order', '2', '--cpus', '3'],
      ...[
        '--fullmm',
        '--option',
        'tlbRange=n',
        '--config',
        'CONFIG_B=n',
        '--assume',
        'f=-1',
        '--argument',
        'newprot=PAGE_READONLY',
      ],
    );
    assert.deepEqual(fromOptions, {
      ...defaultScenario,
      preset: 'mprotect-none',
      entries: 16,
      start: 4,
      population: 'alternating',
      folioOrder: 2,
      attachedCpus: 3,
      maskCpus: 3,
      fullmm: true,
      arguments: { newprot: 'PAGE_READONLY' },
      assume: { f: -1 },
      config: { CONFIG_A: true, CONFIG_B: false },
      machine: { tlbRange: false },
    });
  });

  it('interrupts the walker, and says what each machine makes of it', async () => {
    const words = [
      '--machine',
      'xen-pv',
      's390',
      '--entries',
      '8',
      '--interrupt',
      'ptep_modify_prot_commit@6:set-kernel-entry',
    ];
    const { code, stdout, stderr } = await lazyMmu(['simulate', walker, ...words, '--preempt', '27@every']);
    assert.deepEqual([code, stderr], [0, '']);
    const told = stdout.slice(stdout.indexOf('Interruptions:')).split('\n');
    assert.deepEqual(told.slice(0, 7), [
      'Interruptions:',
      '  interrupt before ptep_modify_prot_commit(), time 6: set-kernel-entry',
      '    xen-pv: 1 hypercall, 1 update; takes effect at once: 5 queued updates of the section',
      '    s390: nothing waits, and nothing is executed',
      '  preemption at samples/range_available.c:27, every time',
      '    xen-pv: the switch waits, because a spinlock is held',
      '    s390: the switch waits, because a spinlock is held',
    ]);
    const { interruptions } = await scenarioOf('--interrupt', '27@2:read-entry,clear-entry', '--preempt', 'set_pte');
    assert.deepEqual(interruptions, [
      { kind: 'interrupt', line: 27, occurrence: 2, work: ['read-entry', 'clear-entry'] },
      { kind: 'preemption', function: 'set_pte' },
    ]);
  });

  it('runs the machines that are named', async () => {
    for (const words of [
      [walker, '--json', '--machine', 's390', 'xen-pv'],
      ['--json', '--machine', 's390,xen-pv', walker],
    ]) {
      const { stdout } = await lazyMmu(['simulate', ...words]);
      assert.deepEqual(
        parseSimulation(stdout).results.map(({ machine }) => machine),
        ['s390', 'xen-pv'],
      );
    }
  });

  it('runs the usual machines when none is named, and all of them when asked for', async () => {
    for (const [words, expected] of [
      [[], usualMachines],
      [['--machine', 'all'], machineNames],
      [['--machine', 'powerpc-hash'], ['powerpc-hash']],
    ] as const) {
      const { stdout } = await lazyMmu(['simulate', walker, '--json', ...words]);
      assert.deepEqual(
        parseSimulation(stdout).results.map(({ machine }) => machine),
        expected,
      );
    }
  });

  it('says what batching costs in calls and memory when asked', async () => {
    const words = ['simulate', walker, '--machine', 's390-ipte-range', 's390', '--compare', '--software-cost', '64'];
    const { stdout } = await lazyMmu(words);
    assert.match(
      stdout,
      /^machine +variant +calls +taken +passed +mode off +avoidable +per entry +avoidable per entry$/m,
    );
    assert.match(stdout, /^ +no lazy mode +768 +0 +0 +768 +768 +3\.00 +3\.00$/m);
    assert.match(stdout, /^ +with range +768 +768 +0 +0 +0 +3\.00 +0\.00$/m);
    assert.match(stdout, /^s390-ipte-range: struct ipte_batch takes 2096 bytes for each CPU, 131 KiB for 64 CPUs\.$/m);
    const none = await lazyMmu(['simulate', walker, '--machine', 's390', '--software-cost']);
    assert.match(none.stdout, /^Software cost: no primitive of these machines calls batch code\.$/m);
  });

  it('shows the events of a machine that has its own', async () => {
    const words = ['--machine', 'powerpc-hash', '--compare', '--entries', '256'];
    const { stdout } = await lazyMmu(['simulate', walker, ...words]);
    assert.match(stdout, /^machine +variant .* hash flushes +hashed$/m);
    assert.match(stdout, /^powerpc-hash +as written .* 2 +256$/m);
    assert.match(stdout, /^Lazy mode as written: powerpc-hash 256 → 2 hash flushes \(128 times fewer\)\.$/m);
  });

  it('finds the file from the working directory and from the root of the tree', async () => {
    const words = ['--machine', 's390', '--json'];
    for (const [target, tree, cwd] of [
      ['empty.c:nothing', [], join(folder, 'mm')],
      ['mm/empty.c:nothing', ['--tree', folder], '/'],
      [`${folder}/mm/empty.c:nothing`, [], '/'],
    ] as const) {
      const { stdout, stderr } = await lazyMmu(['simulate', target, ...tree, ...words], { cwd });
      assert.equal(stderr, '');
      assert.equal(parseSimulation(stdout).file, 'mm/empty.c');
    }
  });

  for (const [size, entries] of [
    ['1GiB', 2 ** 18],
    ['1TiB', 2 ** 28],
    ['128TiB', 2 ** 35],
  ] as const)
    it(`counts ${size} exactly`, async () => {
      const words = ['--compare', '--machine', 's390', 's390-ipte-range', 'xen-pv', '--size', size, '--json'];
      const { code, stdout } = await lazyMmu(['simulate', walker, ...words]);
      assert.equal(code, 0);
      const { results, scenario } = parseSimulation(stdout);
      assert.equal(scenario.entries, entries);
      const counts = (machine: string, variant: string) =>
        results.find((each) => each.machine === machine && each.variant === variant)?.counts;
      // 256 entries to a table of s390, 512 to one of x86, and 31 updates to a hypercall.
      assert.equal(counts('s390', 'as-written')?.ipte, entries);
      assert.equal(counts('s390-ipte-range', 'with-range')?.ipte, entries / 256);
      assert.equal(counts('s390-ipte-range', 'with-range')?.ipte_entries, entries);
      assert.equal(counts('xen-pv', 'as-written')?.hypercalls, (entries / 512) * Math.ceil(512 / 31));
      assert.equal(counts('xen-pv', 'no-lazy-mode')?.hypercalls, entries);
      assert.deepEqual(results[0].changes, [{ before: 'present', after: 'read-only', entries }]);
    });

  it('counts a size in pages of the size that is chosen', async () => {
    const { entries, machine } = await scenarioOf('--size', '1GiB', '--option', 'pageSize=64K');
    assert.deepEqual([entries, machine], [2 ** 14, { pageSize: '64K' }]);
    const words = ['simulate', walker, '--size', '4KiB', '--option', 'pageSize=16K'];
    const { code, stderr } = await lazyMmu(words);
    assert.deepEqual(
      [code, stderr],
      [2, 'lazy-mmu: --size must be whole pages of 16KiB, as "pageSize" says; 4096 bytes are not\n'],
    );
  });

  it('walks every table when it is asked to, of ranges that fit into memory', async () => {
    const words = ['simulate', walker, '--machine', 's390', '--every-table'];
    assert.match((await lazyMmu([...words, '--size', '4MiB'])).stdout, /^s390 +as written +1024 /m);
    const { code, stderr } = await lazyMmu([...words, '--size', '1TiB']);
    assert.equal(code, 2);
    assert.match(stderr, /every table can be walked of 262144 entries at most/);
  });

  describe('with bad input says what is wrong and 2', () => {
    const machines = machineNames.join(', ');
    const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
      ['nothing', [], /^say which file and which function of it, as in mm\/mprotect\.c:/],
      ['no function', ['mm/empty.c'], /^mm\/empty\.c: say which file and which function of it, as in mm\/mprotect\.c:/],
      ['a missing file', ['mm/gone.c:walk'], /^mm\/gone\.c: no such file$/],
      ['a folder', ['mm:walk'], /^mm: is a folder; name a file of it and a function, as in mm\/mprotect\.c:/],
      ['an unknown function', ['mm/empty.c:walk'], /^mm\/empty\.c: there is no function walk$/],
      [
        'an option misspelt',
        ['mm/empty.c:nothing', '--option', 'tlbrange=n'],
        /^scenario: there is no property "machine\.tlbrange"; did you mean tlbRange\?$/,
      ],
      [
        'an option with a value that it cannot have',
        ['mm/empty.c:nothing', '--option', 'tlbRange=2'],
        /^scenario: "machine\.tlbRange" must be true or false, not "2"$/,
      ],
      [
        'an interruption without a place',
        ['mm/empty.c:nothing', '--interrupt', ':read-entry'],
        /'--interrupt <place\[:work\]>' argument ':read-entry' is invalid\. It must have the form LINE\[@N\]\[:WORK\]/,
      ],
      [
        'an interruption with unknown work',
        ['mm/empty.c:nothing', '--preempt', '3:read-entyr'],
        /^scenario: "interruptions\[0\]\.work\[0\]" cannot be "read-entyr"; did you mean read-entry\?$/,
      ],
      [
        'a function misspelt',
        ['mm/empty.c:nothign'],
        /^mm\/empty\.c: there is no function nothign; did you mean nothing\?$/,
      ],
      [
        'an unknown machine',
        ['mm/empty.c:nothing', '--machine', 'vax'],
        new RegExp(`^unknown machine vax.*${machines}$`),
      ],
      [
        'a machine misspelt',
        ['mm/empty.c:nothing', '--machine', 's309'],
        /^unknown machine s309; did you mean s390\?$/,
      ],
      [
        'an unknown preset',
        ['mm/empty.c:nothing', '--preset', 'defrost'],
        /^unknown preset defrost: choose from mprotect, /,
      ],
      [
        'two studies at once',
        ['mm/empty.c:nothing', '--sweep', 'cpus=1..2', '--locks', '2'],
        /^--sweep and --locks: say one of them at a time$/,
      ],
      [
        'an unknown pattern',
        ['mm/empty.c:nothing', '--pattern', 'zebra'],
        /^scenario: "population" must be one of all_present, /,
      ],
      [
        'a missing scenario',
        ['mm/empty.c:nothing', '--scenario', 'x.json'],
        /^x\.json: no such file; --scenario takes a JSON file$/,
      ],
      [
        'a count that is none',
        ['mm/empty.c:nothing', '--entries', '1e3'],
        /^option '--entries <n>' argument '1e3' is invalid\. It must be a whole number, 1 or more\.$/,
      ],
      [
        'too many entries',
        ['mm/empty.c:nothing', '--entries', '99999999999'],
        /^scenario: "entries" must be a whole number from 1 to \d+, not 99999999999$/,
      ],
      [
        'a size that is no number of pages',
        ['mm/empty.c:nothing', '--size', '1TB'],
        /^option .* It must be whole pages of 4KiB in KiB, MiB, GiB or TiB, such as 512KiB or 1TiB\.$/,
      ],
      [
        'a size beside a number of entries',
        ['mm/empty.c:nothing', '--size', '1TiB', '--entries', '4'],
        /--size <size>' cannot be used with option '--entries <n>'/,
      ],
      [
        'a pair without value',
        ['mm/empty.c:nothing', '--config', 'CONFIG_A'],
        /^option .* It must have the form CONFIG_NAME=y\.$/,
      ],
      [
        'a tree that is none',
        ['mm/empty.c:nothing', '--tree', '/no/such'],
        /^\/no\/such: no such folder; --tree takes /,
      ],
    ];
    for (const [what, words, expected] of cases)
      it(what, async () => {
        const { code, stdout, stderr } = await lazyMmu(['simulate', ...words], { cwd: folder });
        assert.match(stderr, /^lazy-mmu: .+\n$/);
        assert.match(stderr.slice('lazy-mmu: '.length, -1), expected);
        assert.equal(stdout, '');
        assert.equal(code, 2);
      });

    it('names the functions with sections where there are some', async () => {
      const { stderr } = await lazyMmu(['simulate', 'samples/legacy_api.c:walk']);
      assert.match(stderr, /; functions with lazy MMU sections: sample_map_kernel_range, .+\n$/);
    });

    it('a malformed scenario, by line', async () => {
      writeFileSync(join(folder, 'bad.json'), '{\n  "entries": 4,\n  "pattern": "half"\n}\n');
      const { code, stderr } = await lazyMmu(['simulate', 'mm/empty.c:nothing', '--scenario', 'bad.json'], {
        cwd: folder,
      });
      assert.match(stderr, /^lazy-mmu: bad\.json:3:3: there is no property "pattern".*\n$/);
      assert.equal(code, 2);
    });

    it('a binary file', async () => {
      writeFileSync(join(folder, 'mm/blob.c'), Buffer.from([0x7f, 0x45, 0, 1]));
      const { code, stderr } = await lazyMmu(['simulate', 'mm/blob.c:walk'], { cwd: folder });
      assert.deepEqual({ code, stderr }, { code: 2, stderr: 'lazy-mmu: mm/blob.c: binary file, not text\n' });
    });

    it('a function that is half typed', async () => {
      writeFileSync(join(folder, 'mm/half.c'), 'int walk(void)\n{\n\tif (x {\n\treturn 1;\n}\n');
      const { code, stderr } = await lazyMmu(['simulate', 'mm/half.c:walk'], { cwd: folder });
      assert.match(stderr, /^lazy-mmu: mm\/half\.c:\d+: walk\(\) cannot be read: .+\n$/);
      assert.equal(code, 2);
    });

    it('a run that cannot be finished, beside those that can', async () => {
      writeFileSync(join(folder, 'mm/loop.c'), 'int walk(void)\n{\n\tfor (;;)\n\t\t;\n\treturn 0;\n}\n');
      const { code, stderr } = await lazyMmu(['simulate', 'mm/loop.c:walk', '--machine', 's390'], { cwd: folder });
      assert.match(stderr, /^lazy-mmu: mm\/loop\.c:\d+: s390, as-written: .+\n$/);
      assert.equal(code, 2);
    });
  });
});
