// Takes the pictures of the documentation in a real VS Code and puts them into docs/images: `npm run pictures`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { versions } from './vscode-install.mjs';

/** The newest: what most readers have before them. */
const version = versions.at(-1);
const taken = join('.vscode-test/screenshots', version);
const images = 'docs/images';

const words = ['scripts/test.mjs', 'host', '--vscode', version, '--', '--grep', 'the pictures'];
const { status } = spawnSync(process.execPath, words, {
  stdio: 'inherit',
  env: { ...process.env, CI: 'true' },
});
if (status !== 0) process.exit(status ?? 1);
mkdirSync(images, { recursive: true });
for (const file of readdirSync(taken).filter((each) => each.startsWith('picture-')))
  copyFileSync(join(taken, file), join(images, file.replace('picture-', '')));
