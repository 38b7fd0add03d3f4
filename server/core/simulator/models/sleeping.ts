import { type Action, assuming, type Primitive, primitive, type World } from '../machine/world.ts';

const allocating = 'include/linux/slab.h, vmalloc.h (6.12, 7.2, 7.3)';
const waiting = 'include/linux/kernel.h, sched.h (6.12, 7.2, 7.3)';
const copying = 'include/linux/uaccess.h (6.12, 7.2, 7.3)';

const nothing = (): Action => () => 0;

/** Zeroed memory of as many bytes as the first argument says. */
const memory =
  ({ run }: World): Action =>
  (bytes) =>
    run.memory.allocate(bytes);

/** Functions that may sleep. Here none has to: there is memory, and user memory is there. */
export const sleepingRows: readonly Primitive[] = [
  primitive('void might_sleep(void)', waiting, nothing),
  primitive('void might_sleep_if(bool)', waiting, nothing),
  primitive('void schedule(void)', waiting, nothing),
  ...[
    primitive('unsigned long copy_to_user(void *, const void *, unsigned long)', copying, nothing),
    primitive('unsigned long copy_from_user(void *, const void *, unsigned long)', copying, nothing),
  ].map((row) => assuming('user memory can be accessed', row)),
  ...[
    primitive('void *kmalloc(size_t, gfp_t)', allocating, memory),
    primitive('void *kzalloc(size_t, gfp_t)', allocating, memory),
    primitive('void *vmalloc(unsigned long)', allocating, memory),
  ].map((row) => assuming('memory does not run out', row)),
];
