/** A folder of a kernel tree in which no code of the kernel is, and why. */
interface PassedOver {
  /** How its path ends, in forward slashes. */
  readonly folder: string;
  /** True for a folder of the tree's root alone. */
  readonly inRoot?: boolean;
  readonly why: string;
}

/** Folders that a search does not go into. Who names one, or something in it, has it looked at all the same. */
const passedOver: readonly PassedOver[] = [
  { folder: 'Documentation', inRoot: true, why: 'examples' },
  { folder: 'scripts', inRoot: true, why: 'programs that run where a kernel is built' },
  { folder: 'tools', inRoot: true, why: 'programs, and copies of headers for them' },
  { folder: 'usr', inRoot: true, why: 'programs that run where a kernel is built' },
  { folder: 'include/generated', why: 'written by the configuration' },
  { folder: 'include/uapi', why: 'types and constants that a kernel shares with programs' },
  { folder: 'include/dt-bindings', why: 'constants of device trees' },
  {
    folder: 'drivers/gpu/drm/amd/include/asm_reg',
    why: 'lists of registers, written by a program: a third of all bytes of C in Linux 7.2',
  },
];

/** What lies in the root of every kernel tree, and in no other folder of it. */
const rootFiles = ['Kbuild', 'MAINTAINERS'];

const names = new Set(passedOver.map(({ folder }) => folder.slice(folder.lastIndexOf('/') + 1)));

/** Whether a search passes over a folder, whose path is given in forward slashes; `siblings` are the names beside it. */
export function isPassedOver(path: string, siblings: ReadonlySet<string>): boolean {
  if (!names.has(path.slice(path.lastIndexOf('/') + 1))) return false;
  const inRoot = rootFiles.every((name) => siblings.has(name));
  return passedOver.some((each) => path.endsWith(`/${each.folder}`) && (inRoot || !each.inRoot));
}
