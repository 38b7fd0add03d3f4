import type { World } from './world.ts';

/** Something that outlives a page table: equal texts are equal states. */
export interface Lasting {
  readonly state: string;
}

/**
 * State of a machine that belongs to one run: a cache, a batch. Rows may keep the object, so `reset` puts it back in place
 * before the next run; a world with state that has none is not used again.
 */
export function perWorld<State extends Lasting>(
  create: (world: World) => State,
  reset?: (state: State) => void,
): (world: World) => State {
  const states = new WeakMap<World, State>();
  return (world) => {
    const known = states.get(world);
    if (known !== undefined) return known;
    const state = create(world);
    states.set(world, state);
    world.lasting.push(state);
    world.onReset(reset && (() => reset(state)));
    return state;
  };
}

/** What is made once in a run, when somebody asks: an object in its memory. Rows ask each time, and keep nothing. */
export function perRun<Value>(create: (world: World) => Value): (world: World) => Value {
  const held = perWorld<Lasting & { value: Value | undefined }>(
    () => ({ value: undefined, state: '' }),
    (holder) => {
      holder.value = undefined;
    },
  );
  return (world) => {
    const holder = held(world);
    holder.value ??= create(world);
    return holder.value;
  };
}
