import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareWalked, sourceFiles } from '../../../server/host/source-files.ts';
import { layOut } from '../../support/lay-out.ts';

const paths = [
  'Documentation/a.c',
  'arch/x86/include/asm/a.h',
  'arch/x86/include/generated/a.h',
  'arch/x86/include/uapi/asm/a.h',
  'arch/x86/tools/a.c',
  'drivers/gpu/drm/amd/include/asm_reg/gc/a.h',
  'drivers/gpu/drm/amd/include/a.h',
  'drivers/other/asm_reg/a.h',
  'drivers/usr/a.c',
  'include/dt-bindings/a.h',
  'include/linux/a.h',
  'include/linux.h',
  'mm/memory.c',
  'mm/memory/a.c',
  'scripts/a.c',
  'tools/testing/a.c',
  'uapi/a.h',
  'usr/a.c',
];

describe('walk over the C files of a folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = layOut(Object.fromEntries(['Kbuild', 'MAINTAINERS', ...paths].map((path) => [path, ''])));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const walk = (path = '') =>
    [...sourceFiles(join(folder, path), ({ reason }) => assert.fail(reason))].map((file) =>
      file.slice(folder.length + 1),
    );

  const searched = [
    'arch/x86/include/asm/a.h',
    'arch/x86/tools/a.c',
    'drivers/gpu/drm/amd/include/a.h',
    'drivers/other/asm_reg/a.h',
    'drivers/usr/a.c',
    'include/linux/a.h',
    'include/linux.h',
    'mm/memory/a.c',
    'mm/memory.c',
    'uapi/a.h',
  ];

  it('passes over folders of a kernel tree that hold no code of the kernel', () => {
    assert.deepEqual(walk(), searched);
  });

  it('goes into them when they are named, or something in them', () => {
    assert.deepEqual(walk('tools'), ['tools/testing/a.c']);
    assert.deepEqual(walk('arch/x86/include/uapi'), ['arch/x86/include/uapi/asm/a.h']);
    assert.deepEqual(walk('drivers/gpu/drm/amd/include/asm_reg/gc').length, 1);
  });

  it('goes into folders of their names where there is no kernel tree', () => {
    rmSync(join(folder, 'MAINTAINERS'));
    assert.deepEqual(
      walk().filter((path) => !searched.includes(path)),
      ['Documentation/a.c', 'scripts/a.c', 'tools/testing/a.c', 'usr/a.c'],
    );
  });

  it('goes in the order by which paths are compared', () => {
    for (const order of [searched.toReversed(), searched.toSorted()])
      assert.deepEqual(order.toSorted(compareWalked), searched);
  });
});
