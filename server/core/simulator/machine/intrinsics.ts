import type { Behaviour, Intrinsic } from '../interpreter/runtime.ts';
import { standInReasons } from './stand-in.ts';
import type { Primitive, World } from './world.ts';

/** Rows as the interpreter takes them. Page-table primitives are counted at the line they are called from. */
export function intrinsicsOf(rows: readonly Primitive[], counted: boolean): Intrinsic<World>[] {
  return rows.map(({ always, ...row }) => ({
    ...row,
    counted,
    ...(always === undefined ? {} : { always: standInReasons[always] }),
    bind: (world) => {
      const action = world.use(row.name) as Behaviour;
      return world.callWatchers.reduce((watched, watch) => watch(row.name, watched), action);
    },
  }));
}
