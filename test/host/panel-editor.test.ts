import assert from 'node:assert/strict';
import { scenario } from '../fixtures/report.ts';
import { describePanel, region, textOf } from '../support/panel-suite.ts';

describePanel('the editor of scenarios', ({ openReport }) => {
  async function opened() {
    const panel = await openReport();
    const section = region(panel.page, 'Scenario');
    await section.getByText('More of the scenario').click();
    const unfold = (name: string) => section.locator('.property > summary', { hasText: name }).click();
    return { panel, section, unfold };
  }

  it('takes every property of a scenario, by its shape', async () => {
    const { panel, section, unfold } = await opened();
    await unfold('arguments');
    assert.equal(await section.getByRole('textbox', { name: 'Name 1 of arguments' }).inputValue(), 'newprot');
    await section.getByRole('textbox', { name: 'arguments of newprot' }).fill('PAGE_NONE');
    await unfold('config');
    await section.getByRole('button', { name: 'Add to config' }).click();
    await section.getByRole('textbox', { name: 'Name 1 of config' }).fill('CONFIG_KASAN');
    await section.getByRole('combobox', { name: 'config of CONFIG_KASAN' }).selectOption('true');
    await unfold('machine');
    await section.getByRole('combobox', { name: 'machine.series' }).selectOption('v5');
    await unfold('interruptions');
    await section.getByRole('button', { name: 'Add to interruptions' }).click();
    assert.match(await textOf(section.getByRole('alert')), /1: it needs kind/);
    await section.getByRole('combobox', { name: 'interruptions 1.kind' }).selectOption('interrupt');
    await section.getByRole('textbox', { name: 'interruptions 1.line' }).fill('356');
    await section.getByRole('textbox', { name: 'interruptions 1.work' }).fill('read-entry');
    assert.equal(await section.getByRole('alert').count(), 0);
    await section.getByRole('button', { name: 'Simulate' }).click();
    const asked = (await panel.posted()).at(-1);
    assert.ok(asked?.type === 'simulate');
    assert.deepEqual(asked.scenario, {
      ...scenario,
      arguments: { ...scenario.arguments, newprot: 'PAGE_NONE' },
      config: { CONFIG_KASAN: true },
      machine: { series: 'v5' },
      interruptions: [{ kind: 'interrupt', line: 356, work: ['read-entry'] }],
    });
  });

  it('says what is wrong beside the property, and simulates nothing', async () => {
    const { section, unfold } = await opened();
    await unfold('limits');
    await section.getByRole('textbox', { name: 'limits.depth' }).fill('many');
    assert.match(await textOf(section.getByRole('alert')), /depth: a whole number from 1 to 1000/);
    await section.getByRole('button', { name: 'Simulate', disabled: true }).waitFor();
  });

  it('has a population of runs, which a pattern takes the place of', async () => {
    const { panel, section, unfold } = await opened();
    await unfold('population');
    await section.getByRole('button', { name: 'Add to population' }).click();
    await section.getByRole('textbox', { name: 'population 1.entries' }).fill('4');
    await section.getByRole('combobox', { name: 'population 1.state' }).selectOption('migration');
    const population = panel.page.getByRole('combobox', { name: 'Population', exact: true });
    assert.equal(await textOf(population.locator('[selected]')), 'runs of entries, below');
    await population.focus();
    await panel.page.keyboard.press('End');
    assert.equal(await section.getByRole('textbox', { name: 'population 1.entries' }).count(), 0);
  });

  it('saves a scenario as a file, and opens one', async () => {
    const { panel, section } = await opened();
    await panel.page.getByRole('textbox', { name: 'Entries' }).fill('31');
    await section.getByRole('button', { name: 'Save as file…' }).click();
    await section.getByRole('button', { name: 'Open file…' }).click();
    assert.deepEqual((await panel.posted()).slice(-2), [
      { type: 'save-scenario', scenario: { entries: 31, preset: 'mprotect' } },
      { type: 'open-scenario' },
    ]);
  });
});
