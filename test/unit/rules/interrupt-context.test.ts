import { check } from './check.ts';

describe('interrupt-context', () => {
  it('finds sections in handlers, callbacks, branches that ask, and with bottom halves off', () => {
    check(`
static irqreturn_t handle(int irq, void *data)
{
	lazy_mmu_mode_enable();
//	^^^^^^^^^^^^^^^^^^^^ interrupt-context
	touch(data);
	lazy_mmu_mode_disable();
	return IRQ_HANDLED;
}

static int probe(int irq, void *data)
{
	return request_irq(irq, handle, 0, "fixture", data);
}

static void expired(struct timer_list *timer)
{
	lazy_mmu_mode_enable();
//	^^^^^^^^^^^^^^^^^^^^ interrupt-context
	touch(timer);
	lazy_mmu_mode_disable();
}

static void asks(pte_t *pte)
{
	bool inside = in_interrupt();

	if (inside) {
		lazy_mmu_mode_enable();
//		^^^^^^^^^^^^^^^^^^^^ interrupt-context
		touch(pte);
		lazy_mmu_mode_disable();
	}
}

static void without_bottom_halves(pte_t *pte)
{
	local_bh_disable();
	lazy_mmu_mode_enable();
//	^^^^^^^^^^^^^^^^^^^^ interrupt-context
	touch(pte);
	lazy_mmu_mode_disable();
	local_bh_enable();
}
`);
  });

  it('is silent in tasks, behind a question, and in threads of interrupts', () => {
    check(`
static irqreturn_t in_thread(int irq, void *data)
{
	lazy_mmu_mode_enable();
	touch(data);
	lazy_mmu_mode_disable();
	return IRQ_HANDLED;
}

static int probe(int irq, void *data)
{
	return request_threaded_irq(irq, NULL, in_thread, 0, "fixture", data);
}

static void asks(pte_t *pte)
{
	if (in_interrupt() || !touch(pte))
		return;
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
}

static void bottom_halves_on_again(pte_t *pte)
{
	local_bh_disable();
	touch(pte);
	local_bh_enable();
	lazy_mmu_mode_enable();
	touch(pte);
	lazy_mmu_mode_disable();
}
`);
  });
});
