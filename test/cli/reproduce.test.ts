import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandText, reproduction } from '../../media/copy/command-line.ts';
import { reportJson } from '../../media/copy/report-json.ts';
import { scenarioOf } from '../../server/core/simulator/choices.ts';
import { allPresets } from '../../server/core/simulator/presets/presets.ts';
import type { SimulationReport } from '../../server/core/simulator/report.ts';
import { layOut } from '../support/lay-out.ts';
import { lazyMmu } from './support/run-cli.ts';
import { parseSimulation } from './support/schemas.ts';

const walker = 'samples/range_available.c:sample_change_protection';

/** The words of a command as a shell reads them. */
function shellWords(command: string): string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

describe('the command that the panel mails', () => {
  let folder: string;

  before(() => {
    folder = layOut({});
  });
  after(() => rmSync(folder, { recursive: true }));

  async function reportOf(words: readonly string[]): Promise<SimulationReport> {
    const { code, stdout, stderr } = await lazyMmu(['simulate', ...words, '--json']);
    assert.deepEqual([code, stderr], [0, '']);
    return parseSimulation(stdout);
  }

  const scenario = (value: unknown) => {
    const path = join(folder, 'given.json');
    writeFileSync(path, JSON.stringify(value));
    return ['--scenario', path];
  };

  for (const [title, options, asFile] of [
    ['a preset alone', () => ['--compare'], false],
    ['options of every kind', () => allOptions, false],
    ['another mask of CPUs', () => ['--mask-cpus', '7'], false],
    ['fewer CPUs in the same mask', () => ['--cpus', '1', '--mask-cpus', '2'], false],
    ['runs of entries', () => scenario({ population: [{ entries: 3, state: 'swap' }] }), true],
    ['an interruption', () => ['--interrupt', 'ptep_get@2:read-entry'], true],
    ['no teardown where the preset has one', () => scenario({ preset: 'exit', fullmm: false }), true],
  ] as const)
    it(`counts the same with ${title}`, async () => {
      const report = await reportOf([walker, '--machine', 's390', 's390-ipte-range', 'xen-pv', ...options()]);
      const preset = allPresets.find(({ name }) => name === report.scenario.preset);
      const { words, file } = reproduction(report, preset && scenarioOf(preset));
      assert.equal(file !== undefined, asFile, words.join(' '));
      if (file) writeFileSync(join(folder, file.name), JSON.stringify(file.scenario));
      const [name, command, ...given] = shellWords(commandText(words, 68));
      assert.deepEqual([name, command], ['lazy-mmu', 'simulate']);
      const again = await reportOf(given.map((word) => (word === file?.name ? join(folder, word) : word)));
      assert.deepEqual(again.scenario, report.scenario);
      assert.deepEqual(again.results, report.results);
    });

  it('stands in lines that fit, and the JSON beside it follows its schema', async () => {
    const report = await reportOf([walker, '--machine', 's390', ...allOptions]);
    const preset = allPresets.find(({ name }) => name === report.scenario.preset);
    const { words } = reproduction(report, preset && scenarioOf(preset));
    for (const line of commandText(words, 68).split('\n')) assert.ok(line.length <= 72, line);
    assert.deepEqual(parseSimulation(reportJson(report)).results, report.results);
  });
});

const allOptions = [
  ...['--compare', '--entries', '31', '--start', '5', '--pattern', 'alternating', '--folio-order', '1', '--cpus', '3'],
  ...['--fullmm', '--argument', "newprot=__pgprot(0x1 | 0x2) /* it's */", '--assume', 'need_resched=0,0,1'],
  ...['--config', 'CONFIG_KASAN=y', '--option', 'series=v5', '--option', 'rdp=n', '--limit', 'depth=50'],
  ...['--destination-start', '3', '--other-pages', '2'],
];
