import { type MutationKind, mark } from '../mutant.ts';
import { atStatements } from './balance.ts';

/** Code that may sleep while the mode is on. */
export const sleepKinds: readonly MutationKind[] = [
  sleep('cond_resched', `${mark}cond_resched();`),
  sleep('might_sleep', `${mark}might_sleep();`),
  sleep('msleep', `${mark}msleep(1);`),
  sleep('mutex', `${mark}mutex_lock(&seeded_mutex);\nmutex_unlock(&seeded_mutex);`),
  sleep('semaphore', `${mark}down_read(&seeded_semaphore);\nup_read(&seeded_semaphore);`),
  sleep('allocation with GFP_KERNEL', `seeded(${mark}kmalloc(8, GFP_KERNEL));`),
  sleep('page with GFP_KERNEL_ACCOUNT', `seeded(${mark}alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO));`),
  sleep('copy_from_user', `seeded(${mark}copy_from_user(&seeded_word, seeded_user, 8));`),
  sleep('synchronize_rcu', `${mark}synchronize_rcu();`),
  sleep('split_folio', `seeded(${mark}split_folio(seeded_folio()));`),
  sleep('sleep behind a helper', `${mark}seeded_waits();`, 'static void seeded_waits(void)\n{\n\tcond_resched();\n}'),
  sleep(
    'sleep behind two helpers',
    `${mark}seeded_calls();`,
    'static void seeded_waits(void)\n{\n\tmsleep(1);\n}\n\nstatic void seeded_calls(void)\n{\n\tif (seeded())\n\t\tseeded_waits();\n}',
  ),
  sleep(
    'sleep behind a flag that is passed on',
    `seeded(${mark}seeded_allocates(GFP_KERNEL));`,
    'static void *seeded_allocates(gfp_t flags)\n{\n\treturn kmalloc(8, flags);\n}',
  ),
  sleep(
    'sleep behind a callback',
    `${mark}seeded_each(seeded_waits);`,
    'static void seeded_waits(void)\n{\n\tcond_resched();\n}\n\nstatic void seeded_each(void (*visit)(void))\n{\n\tvisit();\n}',
  ),
];

function sleep(name: string, code: string, helper?: string): MutationKind {
  return {
    name: /^sleep|^page|^alloc/.test(name) ? name : `sleep: ${name}`,
    rules: ['sleep-in-section'],
    atMost: 3,
    seed: (site) =>
      atStatements(site.insideSection, (each) => [
        ...(helper ? [site.helper(helper)] : []),
        ...site.before(each, code),
      ]),
  };
}
