import assert from 'node:assert/strict';
import fc from 'fast-check';
import packageJson from '../../package.json' with { type: 'json' };
import { defaultSettings, readSettings } from '../../server/lsp/settings.ts';

function problemsOf(section: unknown): readonly string[] {
  return readSettings(section).problems;
}

describe('settings', () => {
  it('are the defaults that package.json documents', () => {
    const documented = packageJson.contributes.configuration.properties;
    const flat = {
      'lazyMmu.enable': defaultSettings.enable,
      'lazyMmu.rules': defaultSettings.rules,
      'lazyMmu.rangeCallName': defaultSettings.rangeCallName,
      'lazyMmu.regions.enabled': defaultSettings.regions.enabled,
      'lazyMmu.codeLens.enabled': defaultSettings.codeLens.enabled,
      'lazyMmu.inlayHints.enabled': defaultSettings.inlayHints.enabled,
      'lazyMmu.lineCounts.enabled': defaultSettings.lineCounts.enabled,
      'lazyMmu.maximumFileSize': defaultSettings.maximumFileSize,
      'lazyMmu.simulation.limits': defaultSettings.simulation.limits,
    };
    const server = Object.entries(documented).filter(([name]) => name in flat);
    assert.deepEqual(Object.fromEntries(server.map(([name, { default: value }]) => [name, value])), flat);
  });

  it('are the defaults where nothing is set', () => {
    for (const nothing of [undefined, null, {}])
      assert.deepEqual(readSettings(nothing), { settings: defaultSettings, problems: [] });
  });

  it('are read as they are written', () => {
    const written = {
      enable: 'always',
      rules: { 'legacy-api': 'off', 'return-in-section': 'error' },
      rangeCallName: 'lazy_mmu_mode_enable_with_ptes',
      regions: { enabled: false },
      codeLens: { enabled: false },
      inlayHints: { enabled: true },
      lineCounts: { enabled: false },
      fixPreview: { enabled: true },
      maximumFileSize: 64,
      simulation: { limits: { seconds: 5, steps: 1000 } },
      trace: { server: 'off' },
    };
    const { trace: _, ...settings } = written;
    assert.deepEqual(readSettings(written), { settings, problems: [] });
  });

  it('name the setting or rule that was meant', () => {
    assert.deepEqual(problemsOf({ maxmumFileSize: 3 }), [
      'lazyMmu.maxmumFileSize is not a setting; did you mean maximumFileSize?',
    ]);
    assert.deepEqual(problemsOf({ rules: { 'return-in-secton': 'off' } }), [
      "lazyMmu.rules names 'return-in-secton', which is not a rule; did you mean return-in-section?",
    ]);
  });

  it('say what is allowed where a value is wrong, and stand at the default', () => {
    const { settings, problems } = readSettings({
      enable: 'yes',
      rules: { 'legacy-api': 'info' },
      regions: { enabled: 1 },
      maximumFileSize: '2 MB',
      codeLens: [],
      simulation: { limits: { seconds: 0, stpes: 1, depth: 'deep' } },
    });
    assert.deepEqual(settings, defaultSettings);
    assert.deepEqual(problems, [
      'lazyMmu.rules.legacy-api is "info", but must be one of error, warning, information, hint, off.',
      'lazyMmu.enable is "yes", but must be one of auto, always, never.',
      'lazyMmu.regions.enabled is 1, but must be true or false.',
      'lazyMmu.codeLens is [], but must be an object.',
      'lazyMmu.simulation.limits: "seconds" must be a whole number from 1 to 86400, not 0.',
      'lazyMmu.simulation.limits: there is no property "stpes"; did you mean steps?',
      'lazyMmu.simulation.limits: "depth" must be a whole number from 1 to 1000, not "deep".',
      'lazyMmu.maximumFileSize is "2 MB", but must be a number of KiB above 0.',
    ]);
  });

  it('can be read from anything', () => {
    fc.assert(
      fc.property(fc.anything(), (section) => {
        assert.ok(readSettings(section).settings.maximumFileSize > 0);
      }),
    );
  });
});
