import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { allRules } from '../../../server/core/rules/registry.ts';
import { limitNames, limitProperties } from '../../../server/core/simulator/limits.ts';
import { commands } from '../../../server/lsp/protocol.ts';
import { defaultSettings } from '../../../server/lsp/settings.ts';

const manifestText = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(manifestText);
const texts: Record<string, string> = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const settings: Record<string, { default: unknown; order: number }> = manifest.contributes.configuration.properties;

/** A setting without the prefix, looked up in the defaults of the server. */
function serverDefault(name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], defaultSettings);
}

describe('the manifest of the extension', () => {
  it('has a text for every key, and a key for every text', () => {
    const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
  });

  it('lists exactly the rules there are, in their order and words', () => {
    const listed = manifest.contributes.configuration.properties['lazyMmu.rules'].properties;
    assert.deepEqual(
      Object.keys(listed),
      allRules.map((rule) => rule.slug),
    );
    for (const { slug, summary } of allRules) assert.equal(texts[`rules.${slug}`], summary);
  });

  it('has the defaults that the server falls back on', () => {
    for (const [name, { default: value }] of Object.entries(settings)) {
      assert.ok(name.startsWith('lazyMmu.'), name);
      if (name !== 'lazyMmu.trace.server') assert.deepEqual(value, serverDefault(name.slice('lazyMmu.'.length)), name);
    }
  });

  it('lists exactly the limits of a run that there are, in their words', () => {
    const listed = manifest.contributes.configuration.properties['lazyMmu.simulation.limits'].properties;
    assert.deepEqual(Object.keys(listed), [...limitNames]);
    for (const name of limitNames) {
      const { description, shape } = limitProperties[name];
      assert.equal(texts[`limits.${name}`], description);
      assert.deepEqual(shape, { kind: 'integer', least: listed[name].minimum, most: listed[name].maximum });
    }
  });

  it('contributes the commands that answers of the server name', () => {
    const contributed: string[] = manifest.contributes.commands.map((command: { command: string }) => command.command);
    for (const command of Object.values(commands)) assert.ok(contributed.includes(command), command);
  });

  it('gives every colour a value in all four kinds of theme, and no fill in high contrast', () => {
    for (const { id, defaults } of manifest.contributes.colors) {
      assert.deepEqual(Object.keys(defaults), ['dark', 'light', 'highContrast', 'highContrastLight'], id);
      if (!id.endsWith('Background')) continue;
      assert.match(defaults.highContrast, /00$/, id);
      assert.match(defaults.highContrastLight, /00$/, id);
    }
  });

  it('has JSON files of its own checked against schemas that the package holds', () => {
    for (const { url } of manifest.contributes.jsonValidation) {
      assert.ok(existsSync(url), url);
      assert.ok(`${readFileSync('.vscodeignore', 'utf8')}\n`.includes(`!${url.replace('./', '')}\n`));
    }
  });

  it('leaves C to other extensions: no providers, no defaults', () => {
    assert.deepEqual(Object.keys(manifest.contributes).sort(), [
      'colors',
      'commands',
      'configuration',
      'jsonValidation',
      'keybindings',
      'menus',
      'views',
      'viewsWelcome',
      'walkthroughs',
    ]);
    assert.deepEqual(manifest.activationEvents, ['onLanguage:c', 'onWebviewPanel:lazyMmu.simulation']);
  });
});
