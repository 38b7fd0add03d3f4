import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { describeHost } from './session.ts';

/** Runs in the page: lines, from 1, that have the background by which a debugger marks where it is. */
function readMarked(editor: Element): number[] {
  const top = (element: Element) =>
    (element as HTMLElement).style.top || (element.parentElement as HTMLElement).style.top;
  const probe = document.createElement('div');
  probe.style.backgroundColor = 'var(--vscode-editor-stackFrameHighlightBackground)';
  editor.append(probe);
  const wanted = getComputedStyle(probe).backgroundColor;
  probe.remove();
  const numbers = [...editor.querySelectorAll('.margin-view-overlays .line-numbers')];
  const lineAt = new Map(numbers.map((each) => [top(each.parentElement as HTMLElement), Number(each.textContent)]));
  const marked = [...editor.querySelectorAll('.view-overlays .cdr')].filter(
    (each) => getComputedStyle(each).backgroundColor === wanted,
  );
  return [...new Set(marked.map((each) => lineAt.get(top(each.parentElement as HTMLElement)) ?? 0))];
}

/** Waits until exactly these lines are marked; looks again at each frame that the editor draws. */
async function expectMarked(editor: Locator, lines: readonly number[]): Promise<void> {
  const deadline = AbortSignal.timeout(60_000);
  let marked = await editor.evaluate(readMarked);
  while (marked.join() !== lines.join() && !deadline.aborted) {
    await editor.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    marked = await editor.evaluate(readMarked);
  }
  assert.deepEqual(marked, lines);
}

const read = 19;
const start = 21;
const commit = 22;
const disable = 26;

describeHost('the replay', (workbench) => {
  afterEach(() => workbench().closeEditors());

  const slider = (panel: FrameLocator) => panel.getByRole('slider', { name: 'Step' });
  const press = (panel: FrameLocator, name: string) => panel.getByRole('button', { name }).click();

  async function openReplay(): Promise<{ editor: Locator; panel: FrameLocator }> {
    const editor = await workbench().open('protect.c');
    await workbench().clickLens(editor);
    const panel = workbench().panel();
    await panel.locator('.slider:enabled').waitFor();
    return { editor, panel };
  }

  it('marks the line of each step in the editor, and none once the panel is closed', async () => {
    const { editor, panel } = await openReplay();
    await expectMarked(editor, []);
    await press(panel, 'To the beginning');
    await press(panel, 'Step forward');
    await press(panel, 'Step forward');
    await expectMarked(editor, [read]);
    await press(panel, 'Step forward');
    await expectMarked(editor, [start]);
    await press(panel, 'Step forward');
    await expectMarked(editor, [commit]);
    await workbench().screenshot('replay');
    await press(panel, 'To the end');
    await expectMarked(editor, [disable]);
    await press(panel, 'To the beginning');
    await expectMarked(editor, []);
    await press(panel, 'To the end');
    await expectMarked(editor, [disable]);
    await workbench().page.locator('.tab', { hasText: 'Simulation of' }).locator('.tab-actions .action-label').click();
    await expectMarked(editor, []);
  });

  it('marks nothing while another tab hides the panel', async () => {
    const { editor, panel } = await openReplay();
    await press(panel, 'Step back');
    await press(panel, 'To the end');
    await expectMarked(editor, [disable]);
    await workbench().panelActive();
    await workbench().open('leak.c');
    await expectMarked(editor, []);
    assert.ok(await editor.isVisible());
  });

  it('marks nothing in a text that is another by now, until it is replayed', async () => {
    const { editor, panel } = await openReplay();
    await press(panel, 'Step back');
    await press(panel, 'To the end');
    await expectMarked(editor, [disable]);
    await editor.locator('.view-lines').click({ position: { x: 4, y: 4 } });
    await workbench().goTo(1);
    await workbench().page.keyboard.press('Enter');
    await expectMarked(editor, []);
    await press(panel, 'Step back');
    await expectMarked(editor, []);
    // A replay begins at the end: when this one is there again, it is the new one.
    await press(panel, 'To the beginning');
    await panel.getByText(/^0 \/ \d+$/).waitFor();
    await press(panel, 'Simulate');
    await panel.getByText(/^([1-9]\d*) \/ \1$/).waitFor();
    await slider(panel).focus();
    await workbench().page.keyboard.press('Home');
    await workbench().page.keyboard.press('End');
    await expectMarked(editor, [disable + 1]);
    await editor.locator('.view-lines').click({ position: { x: 4, y: 4 } });
    await workbench().run('File: Revert File');
  });

  it('plays a whole page table, and shows every step that it stops at', async () => {
    const { editor, panel } = await openReplay();
    await panel.getByRole('combobox', { name: 'Speed' }).selectOption('500/s');
    await press(panel, 'Play');
    await panel.getByRole('button', { name: 'Play' }).waitFor();
    const steps = await slider(panel).getAttribute('max');
    assert.equal(await slider(panel).inputValue(), steps);
    await expectMarked(editor, [disable]);
  });
});
