import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const server = [process.execPath, resolve('dist/cli.cjs'), 'server', '--stdio'];

interface Editor {
  readonly name: string;
  /** Succeeds where the editor can be used. */
  readonly probe: readonly [string, ...string[]];
  /** Opens a file and prints what it is told of it, as JSON. */
  readonly command: (file: string) => readonly [string, ...string[]];
  /** How to get it on Debian. */
  readonly packages: string;
}

const neovim: Editor = {
  name: 'Neovim',
  probe: ['nvim', '--version'],
  command: (file) => {
    const script = `luafile ${resolve('test/editors/neovim.lua')}`;
    return ['nvim', '--headless', '-u', 'NONE', '-i', 'NONE', file, '-c', script, '-c', 'cquit'];
  },
  packages: 'neovim',
};

const emacs: Editor = {
  name: 'Emacs with eglot',
  probe: ['emacs', '--batch', '-q', '--eval', "(progn (require 'package) (package-initialize) (require 'eglot))"],
  command: (file) => ['emacs', '--batch', '-q', '-l', resolve('test/editors/emacs.el'), file],
  packages: 'emacs-nox elpa-eglot',
};

const lspMode: Editor = {
  name: 'Emacs with lsp-mode',
  probe: ['emacs', '--batch', '-q', '--eval', "(progn (require 'package) (package-initialize) (require 'lsp-mode))"],
  command: (file) => ['emacs', '--batch', '-q', '-l', resolve('test/editors/lsp-mode.el'), file],
  packages: 'emacs-nox elpa-lsp-mode',
};

interface Shown {
  readonly findings: readonly { readonly line: number; readonly message: string }[];
  readonly hover: string;
  readonly highlights?: number;
  readonly actions?: readonly string[];
  readonly fixed?: readonly string[];
}

/** The line of a text on which something stands first, from 1. */
function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}

/** A suite in another editor. Skipped, with a word, where it is not installed; under CI=true it fails then. */
function describeEditor(editor: Editor, body: (shown: () => Shown, text: string) => void): void {
  describe(`in ${editor.name}, the server`, function () {
    this.timeout(180_000);
    const text = readFileSync('test/host/workspace/leak.c', 'utf8');
    let shown: Shown | undefined;
    let folder: string | undefined;
    before(function () {
      const [program, ...words] = editor.probe;
      const { status } = spawnSync(program, words);
      if (status !== 0) {
        const missing = `${editor.name} is not installed (Debian: ${editor.packages})`;
        if (process.env['CI'] === 'true') throw new Error(missing);
        console.log(`skipped in ${editor.name}: ${missing}`);
        this.skip();
      }
      assert.ok(existsSync('dist/cli.cjs'), 'dist/cli.cjs is missing: run npm run build');
      // A folder of its own: editors watch the one that a file lies in.
      folder = mkdtempSync(join(tmpdir(), 'lazy-mmu-editor-'));
      const file = join(folder, 'leak.c');
      copyFileSync('test/host/workspace/leak.c', file);
      const [command, ...argumentsOf] = editor.command(file);
      const { stdout, stderr } = spawnSync(command, argumentsOf, {
        encoding: 'utf8',
        env: { ...process.env, LAZY_MMU_SERVER: server.join('\n') },
        cwd: folder,
      });
      const json = `${stdout}\n${stderr}`.split('\n').find((line) => line.startsWith('{'));
      assert.ok(json, `${editor.name} printed no answer:\n${stdout}${stderr}`);
      shown = JSON.parse(json);
    });
    after(() => {
      if (folder) rmSync(folder, { recursive: true, force: true });
    });
    body(() => {
      assert.ok(shown);
      return shown;
    }, text);
  });
}

function showsFindings(shown: () => Shown, text: string): void {
  it('shows findings where they are', () => {
    const leak = shown().findings.find(({ message }) => message.includes('while lazy MMU mode is still on'));
    assert.equal(leak?.line, lineOf(text, 'return -ENOENT'));
  });

  it('says on hover what a call does', () => {
    assert.match(shown().hover, /lazy_mmu_mode_enable\(\)/);
    assert.match(shown().hover, /Mode before it: off/);
  });
}

describeEditor(neovim, (shown, text) => {
  showsFindings(shown, text);

  it('marks both ends of a section', () => {
    assert.equal(shown().highlights, 2);
  });

  it('offers the fix, which the editor applies', () => {
    assert.deepEqual(shown().actions, [
      'Insert the missing lazy_mmu_mode_disable()',
      'Suppress return-in-section with a comment',
    ]);
    const expected = text.trimEnd().split('\n');
    expected.splice(
      lineOf(text, 'pte_unmap_unlock(start_pte, ptl);\n\t\t\treturn') - 1,
      0,
      '\t\t\tlazy_mmu_mode_disable();',
    );
    assert.deepEqual(shown().fixed, expected);
  });
});

describeEditor(emacs, showsFindings);
describeEditor(lspMode, showsFindings);
