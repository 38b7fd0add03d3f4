import { check } from './check.ts';

/** A walker that calls something in its section; the code says what. */
function walker(declarations: string, call: string): string {
  const at = `//${' '.repeat(6)}`;
  return `
static void wait_a_while(void)
{
	msleep(1);
}

${declarations}

void walk(pte_t *pte, int n)
{
	lazy_mmu_mode_enable();
	${call};
${at}${'^'.repeat(call.length)} sleep-in-section
	lazy_mmu_mode_disable();
	${call};
}
`;
}

describe('calls through pointers', () => {
  it('reach what the file put into a variable', () => {
    check(walker('static void (*relax)(void) = wait_a_while;', 'relax()'));
    check(walker('static void (*const relax)(void) = &wait_a_while;', '(*relax)()'));
  });

  it('reach what the file put into a member or an array', () => {
    const ops = 'static const struct ops { void (*relax)(void); void (*go)(void); } ops = { .relax = wait_a_while };';
    check(walker(ops, 'ops.relax()'));
    check(walker(`${ops}\nstatic const struct ops *used = &ops;`, 'used->relax()'));
    check(walker('static void (*const all[])(void) = { wait_a_while };', 'all[n]()'));
  });

  it('reach what the function puts into a variable, on some path', () => {
    check(`
static void wait_a_while(void)
{
	cond_resched();
}

void walk(pte_t *pte, int n)
{
	void (*relax)(void) = n ? wait_a_while : NULL, (*other)(void) = cpu_relax;

	lazy_mmu_mode_enable();
	relax();
//	^^^^^^^ sleep-in-section
	other();
	lazy_mmu_mode_disable();
}
`);
  });

  it('are not guessed at when another function gives them', () => {
    check(`
static void relax(void)
{
	cond_resched();
}

void walk(pte_t *pte, void (*relax)(void), struct ops *ops)
{
	lazy_mmu_mode_enable();
	ops->relax();
	lazy_mmu_mode_disable();
}
`);
  });

  it('may be those of a guard', () => {
    check(`
static DEFINE_MUTEX(turn);

void walk(pte_t *pte, spinlock_t *ptl)
{
	lazy_mmu_mode_enable();
	scoped_guard(mutex, &turn) {
//	^^^^^^^^^^^^^^^^^^^^^^^^^ sleep-in-section
		touch(pte);
	}
	scoped_guard(spinlock, ptl)
		touch(pte);
	guard(mutex)(&turn);
//	^^^^^^^^^^^^^^^^^^^ sleep-in-section
	lazy_mmu_mode_disable();
}
`);
  });
});
