import { type Primitive, primitive } from '../machine/world.ts';

const source = 'mm/mmap.c, include/linux/mm.h (6.12, 7.2, 7.3)';

/** The VMAs of a run: there are few, so the tree that the kernel keeps them in is not simulated. */
export const areaRows: readonly Primitive[] = [
  primitive('struct vm_area_struct *find_vma(struct mm_struct *, unsigned long)', source, ({ areas }) => {
    return (mm, address) => {
      const behind = areas.filter((area) => area.mm === mm && area.end > address && area.end > area.start);
      return behind.sort((one, other) => one.start - other.start)[0]?.vma ?? 0;
    };
  }),
  primitive(
    'struct vm_area_struct *find_vma_intersection(struct mm_struct *, unsigned long, unsigned long)',
    source,
    ({ areas }) => {
      return (mm, start, end) => areas.find((area) => area.mm === mm && area.start < end && area.end > start)?.vma ?? 0;
    },
  ),
];
