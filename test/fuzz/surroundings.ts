import assert from 'node:assert/strict';

/** What every program in the process shares, and what a run must leave as it was. */
const shared: readonly object[] = [
  globalThis,
  process,
  process.env,
  ...[
    Object,
    Function,
    Array,
    String,
    Number,
    BigInt,
    Boolean,
    Symbol,
    Map,
    Set,
    WeakMap,
    Promise,
    RegExp,
    Error,
    Date,
  ],
  ...[Int32Array, Float64Array, Uint8Array, ArrayBuffer, Proxy, Reflect, Math, JSON],
].flatMap((each) => {
  const { prototype } = each as { prototype?: object };
  return prototype === undefined ? [each] : [each, prototype];
});

type Members = ReadonlyMap<string | symbol, unknown>;

function membersOf(holder: object): Members {
  return new Map(
    Reflect.ownKeys(holder).map((key) => {
      const member = Object.getOwnPropertyDescriptor(holder, key);
      return [key, member?.get ?? member?.value];
    }),
  );
}

/** Remembers what is shared; the answer fails when anything of it has come, gone or changed. */
export function rememberSurroundings(): () => void {
  const before = shared.map((holder) => ({
    holder,
    members: membersOf(holder),
    parent: Object.getPrototypeOf(holder),
  }));
  return () => {
    for (const { holder, members, parent } of before) {
      assert.equal(Object.getPrototypeOf(holder), parent, 'a prototype was replaced');
      const now = membersOf(holder);
      for (const key of new Set([...members.keys(), ...now.keys()]))
        assert.ok(Object.is(members.get(key), now.get(key)), `${String(key)} was changed outside of the simulation`);
    }
  };
}
