import assert from 'node:assert/strict';
import { describeHost } from './session.ts';

describeHost('the walkthrough', (workbench) => {
  afterEach(() => workbench().closeEditors());

  async function open(): Promise<void> {
    await workbench().runToList('Welcome: Open Walkthrough...', 'Lazy MMU Lens');
    await workbench().choose('Lazy MMU Lens');
  }

  it('leads in four steps from a file to the settings', async () => {
    const { page } = workbench();
    await open();
    const steps = page.locator('.gettingStartedDetailsContent .getting-started-step .step-title');
    await steps.nth(3).waitFor();
    const titles = ['Open a walker', 'See what it costs', 'Mend what is wrong', 'Choose what is shown'];
    assert.deepEqual(await steps.allTextContents(), titles);
    await page.locator('.getting-started-step', { hasText: 'See what it costs' }).click();
    await page
      .frameLocator('.getting-started-media iframe.webview')
      .frameLocator('#active-frame')
      .getByText('with the range call')
      .first()
      .waitFor();
    await workbench().screenshot('walkthrough');
  });

  it('ticks each step when its button is pressed', async () => {
    const { page } = workbench();
    const step = (title: string) => page.locator('.getting-started-step', { hasText: title });
    for (const title of ['See what it costs', 'Mend what is wrong', 'Choose what is shown', 'Open a walker']) {
      await open();
      await step(title).click();
      await step(title).getByRole('button').first().click();
      await open();
      await step(title).locator('.codicon-getting-started-step-checked').waitFor();
    }
  });
});
