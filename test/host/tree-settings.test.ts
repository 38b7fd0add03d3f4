import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectPainted } from './painted.ts';
import { describeHost } from './session.ts';

const squiggle = '.squiggly-warning, .squiggly-error';

describeHost("a tree's own settings", (workbench) => {
  const path = (name = '') => join(workbench().workspace, 'kernel', name);
  before(() => {
    for (const folder of ['include/linux', 'mm']) mkdirSync(path(folder), { recursive: true });
    copyFileSync(join(workbench().workspace, 'leak.c'), path('mm/settled.c'));
  });
  after(() => rmSync(path(), { recursive: true, force: true }));
  afterEach(() => workbench().closeEditors());

  it('are obeyed as soon as they are written', async () => {
    const editor = await workbench().open('settled.c');
    await expectPainted(editor, { underlined: [20] });
    writeFileSync(path('.lazymmu.json'), '{ "rules": { "return-in-section": "off" } }\n');
    await expectPainted(editor, { underlined: [] });
    rmSync(path('.lazymmu.json'));
    await expectPainted(editor, { underlined: [20] });
  });

  it('are completed and checked by their schema', async () => {
    writeFileSync(path('.lazymmu.json'), '{\n  "rules": {\n    "return-in-secton": "off"\n  }\n}\n');
    const editor = await workbench().open('.lazymmu.json');
    await editor.locator(squiggle).first().waitFor();
    await workbench().screenshot('tree-settings-typo');
  });
});
