import assert from 'node:assert/strict';
import { LazyMode } from '../../../server/core/simulator/machine/lazy-mode.ts';

/** A lazy mode whose hooks write down what they are called with, and whether the mode was active meanwhile. */
function recorded(): { lazy: LazyMode; take: () => string; warnings: string[] } {
  const lazy = new LazyMode();
  let calls: string[] = [];
  const warnings: string[] = [];
  const note = (name: string) => () => {
    calls.push(`${name}:${lazy.active ? 'on' : 'off'}`);
  };
  lazy.install(
    {
      enter: note('enter'),
      enterRange: (mm, start, end, entry) => note(`range(${mm},${start},${end},${entry})`)(),
      leave: note('leave'),
      flush: note('flush'),
    },
    true,
    (message) => warnings.push(message),
  );
  const take = () => {
    const result = calls.join(' ');
    calls = [];
    return result;
  };
  return { lazy, take, warnings };
}

describe('lazy MMU mode of a task', () => {
  it('is active during arch_enter and not any more during arch_leave', () => {
    const { lazy, take } = recorded();
    lazy.enable();
    assert.equal(take(), 'enter:on');
    lazy.disable();
    assert.equal(take(), 'leave:off');
  });

  it('flushes at a nested disable and stays on', () => {
    const { lazy, take } = recorded();
    lazy.enable();
    lazy.enable();
    assert.equal(take(), 'enter:on');
    lazy.disable();
    assert.equal(take(), 'flush:on');
    assert.equal(lazy.active, true);
    lazy.disable();
    assert.equal(take(), 'leave:off');
  });

  it('does not count enable and disable between pause and resume', () => {
    const { lazy, take } = recorded();
    lazy.enable();
    lazy.pause();
    assert.equal(take(), 'enter:on leave:off');
    lazy.enable();
    lazy.disable();
    assert.equal(take(), '');
    assert.equal(lazy.enableCount, 1);
    lazy.resume();
    assert.equal(take(), 'enter:on');
    lazy.disable();
    assert.equal(take(), 'leave:off');
  });

  it('leaves and enters only at the outermost pause', () => {
    const { lazy, take } = recorded();
    lazy.pause();
    lazy.pause();
    lazy.enable();
    lazy.resume();
    lazy.resume();
    assert.equal(take(), '');
    lazy.enable();
    lazy.pause();
    lazy.pause();
    lazy.resume();
    assert.equal(take(), 'enter:on leave:off');
    lazy.resume();
    assert.equal(take(), 'enter:on');
  });

  it('hands a range to the outermost enable alone', () => {
    const { lazy, take } = recorded();
    lazy.enableRange(1, 2, 3, 4);
    lazy.enableRange(5, 6, 7, 8);
    assert.equal(take(), 'range(1,2,3,4):on');
    lazy.disable();
    lazy.disable();
    lazy.enable();
    lazy.enableRange(5, 6, 7, 8);
    assert.equal(take(), 'flush:on leave:off enter:on');
  });

  it('does nothing in an interrupt', () => {
    const { lazy, take } = recorded();
    lazy.enable();
    lazy.inInterrupt = true;
    lazy.enable();
    lazy.disable();
    lazy.pause();
    assert.equal(take(), 'enter:on');
    assert.equal(lazy.active, false);
    lazy.inInterrupt = false;
    assert.equal(lazy.active, true);
  });

  it('wraps its counter at a disable too many, as the kernel does after its warning', () => {
    const { lazy, warnings } = recorded();
    lazy.disable();
    assert.equal(lazy.enableCount, 255);
    assert.equal(warnings.length, 1);
  });

  it('ends an accidental nesting of the older dialect at the inner leave', () => {
    const { lazy, take, warnings } = recorded();
    lazy.legacyEnter();
    lazy.legacyEnter();
    lazy.legacyLeave();
    lazy.legacyLeave();
    assert.equal(take(), 'enter:off enter:off leave:off leave:off');
    assert.equal(warnings.length, 1);
  });

  it('is empty on a machine without it', () => {
    const lazy = new LazyMode();
    lazy.enable();
    lazy.legacyEnter();
    assert.equal(lazy.active || lazy.batching, false);
  });
});
