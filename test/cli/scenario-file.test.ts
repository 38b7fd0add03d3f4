import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readScenarioFile } from '../../server/cli/scenario-file.ts';
import { layOut } from '../support/lay-out.ts';

describe('scenario file', () => {
  let folder: string;

  afterEach(() => rmSync(folder, { recursive: true }));

  function read(text: string | Buffer) {
    folder = layOut({ 'scenario.json': text });
    return readScenarioFile(join(folder, 'scenario.json'));
  }

  /** What is said about a text, without the folder. */
  function complaints(text: string | Buffer): string[] {
    try {
      read(text);
    } catch (error) {
      assert.equal((error as Error).name, 'CannotRun');
      return (error as Error).message.replaceAll(`${folder}/`, '').split('\n');
    }
    return assert.fail('the scenario was taken');
  }

  it('is taken with every property, and without the name of its schema', () => {
    const scenario = {
      preset: 'mprotect',
      entries: 64,
      start: 8,
      population: [{ entries: 1, state: 'present', dirty: false }],
      folioOrder: 4,
      attachedCpus: 2,
      maskCpus: 3,
      fullmm: false,
      arguments: { newprot: 'PAGE_READONLY' },
      assume: { vma_is_special: -1 },
      config: { CONFIG_KASAN: true },
    };
    assert.deepEqual(read(JSON.stringify({ $schema: 'x', ...scenario })), scenario);
  });

  it('says where JSON ends to be JSON', () => {
    assert.deepEqual(complaints('{\n  "entries": 4,\n}'), [
      'scenario.json:3:1: not JSON: Unexpected token RBrace found',
    ]);
    assert.deepEqual(complaints(''), ['scenario.json:1:1: not JSON: Unexpected end of input found']);
    assert.deepEqual(complaints(Buffer.from([0, 1, 2])), [
      'scenario.json: binary file, not text; --scenario takes a JSON file',
    ]);
  });

  it('names line, property and remedy of each thing that is wrong', () => {
    const text = `{
  "entrys": 12,
  "start": "x",
  "population": [{ "entries": 0, "state": "gone" }, { "state": "none" }],
  "assume": { "f": true }
}`;
    assert.deepEqual(complaints(text), [
      'scenario.json:2:3: there is no property "entrys"; did you mean entries?',
      'scenario.json:3:12: start: must be a whole number',
      'scenario.json:4:31: population[0].entries: must be 1 or more',
      'scenario.json:4:43: population[0].state: cannot be "gone"; did you mean none?',
      'scenario.json:4:53: population[1]: "entries" is missing',
      'scenario.json:5:20: assume.f: must be a whole number',
    ]);
    assert.deepEqual(complaints('[]'), ['scenario.json:1:1: must be an object in braces']);
    assert.deepEqual(complaints('{"population": "everything"}'), [
      'scenario.json:1:16: population: must be one of "all_present", "all_none", "alternating", "swap16", "ro_clean_old", "blocks8", "half"',
    ]);
  });
});
