// The licences of the libraries that are in the bundles: most of them ask to be passed on with every copy.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** For packages that come without the text of their licence. */
const standardTexts = {
  'Apache-2.0': () => read('node_modules/@biomejs/biome/LICENSE-APACHE'),
  MIT: () => read('LICENSE').replace(/^Copyright .*\n+/m, ''),
};

function read(path) {
  return readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');
}

/** The folder of a package, of the innermost one where packages hold others. */
const packageFolder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * The text that goes beside bundles.
 * @param {readonly { readonly inputs: object }[]} metafiles of esbuild
 * @param {readonly string[]} copied files that were taken out of packages as they are
 * @returns {string}
 * @throws when a package says nowhere what its licence is
 */
export function thirdPartyNotices(metafiles, copied) {
  const files = [...metafiles.flatMap(({ inputs }) => Object.keys(inputs)), ...copied];
  const folders = new Set(files.map((file) => packageFolder.exec(file)?.[0]).filter((folder) => folder !== undefined));
  const notices = new Map([...folders].map(noticeOf));
  const texts = [...notices]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, text]) => `${title}\n\n${text.trim()}\n`);
  return ['Lazy MMU Lens contains the following libraries.\n', ...texts].join(`\n${'-'.repeat(80)}\n\n`);
}

function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const title = `${name} ${version} (${license})`;
  if (file !== undefined) return [title, readFileSync(join(folder, file), 'utf8')];
  const text = standardTexts[license]?.();
  if (text === undefined) throw new Error(`${folder} has no licence file: find out what its copies have to say`);
  return [title, `Copyright (c) ${author?.name ?? author}\n\n${text}`];
}
