import type { Parameter, Program, Run, TypedWord } from './interpreter/program.ts';
import type { Word } from './interpreter/runtime.ts';
import type { World } from './machine/world.ts';
import type { Preset, PresetCall } from './presets/preset.ts';

/** The other side of a walker that has two: a fork's child, the place that a range moves to. */
const destinationName = /^(dst|new|dest)/;

/** Expression for a parameter that neither scenario nor preset gives: by its type, then by its name. */
function expressionFor({ name, type }: Parameter, kernel: boolean): string | undefined {
  const other = destinationName.test(name) ? 'new_' : '';
  switch (type.replace(/\bconst /g, '')) {
    case 'struct vm_area_struct *':
      return `${other}vma`;
    case 'struct mm_struct *':
      return kernel ? '&init_mm' : `${other}mm`;
    case 'struct mmu_gather *':
      return 'tlb';
    case 'pmd_t *':
      return `${other}pmd`;
    case 'pte_t *':
      return other === '' ? 'first_entry' : 'pte_offset_kernel(new_pmd, new_addr)';
    case 'pte_t':
      return 'ptep_get(first_entry)';
    case 'pgprot_t':
      return kernel ? 'PAGE_KERNEL' : 'PAGE_READONLY';
    case 'spinlock_t *':
      return 'lock';
    case 'struct page **':
      return 'pages';
    case 'struct page *':
      return 'pfn_to_page(first_pfn)';
    case 'struct folio *':
      return 'pfn_folio(first_pfn)';
    case 'int *':
      return 'counter';
    case 'unsigned int *':
    case 'pgtbl_mod_mask *':
      return 'mask';
    case 'unsigned long':
      return wordExpression(name, other);
    default:
      return /^(nr|count|npages|nr_pages|nr_ptes|max_nr)$/.test(name) ? '(end - addr) >> PAGE_SHIFT' : undefined;
  }
}

const endName = /end$/;
const startName = /addr|start|address|^from|^vaddr/;

/** True for the name of a parameter that says where a walker's range starts or ends. */
export function isRangeName(name: string): boolean {
  return endName.test(name) || startName.test(name);
}

function wordExpression(name: string, other: string): string {
  if (endName.test(name)) return `${other}end`;
  if (startName.test(name)) return `${other}addr`;
  if (/pfn/.test(name)) return 'first_pfn';
  if (/^(size|len|length|extent)$/.test(name)) return 'end - addr';
  if (/^(nr|count|npages|nr_pages)$/.test(name)) return '(end - addr) >> PAGE_SHIFT';
  return '0';
}

/** A parameter may be called what every object of JavaScript has. */
function ownText(texts: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(texts, name) ? texts[name] : undefined;
}

const recordPointer = /^(?:const )?struct (\w+) \*$/;

/** Where records of C stand. */
interface Records {
  newRecord(tag: string, fields: Readonly<Record<string, Word>>): number;
  setField(tag: string, address: number, field: string, value: Word): void;
}

/** Names that expressions may use, with their values. */
export type ArgumentScope = Record<string, TypedWord>;

/** Gives a function its arguments: the scenario's expressions, then the preset's, then what type and name suggest. */
export class ArgumentBuilder {
  readonly #program: Program<World>;
  readonly #run: Run;
  readonly #objects: Records;
  readonly #preset: Pick<Preset, 'space' | 'records'>;
  readonly #given: Readonly<Record<string, string>>;
  /** Records of the preset, by name. */
  readonly #records = new Map<string, number>();
  /** Records that nothing is known of, by tag. */
  readonly #unknown = new Map<string, number>();
  readonly #constants = new Map<string, Word>();

  constructor(
    program: Program<World>,
    run: Run,
    objects: Records,
    preset: Pick<Preset, 'space' | 'records'>,
    given: Readonly<Record<string, string>>,
  ) {
    this.#program = program;
    this.#run = run;
    this.#objects = objects;
    this.#preset = preset;
    this.#given = given;
    for (const [name, { tag }] of Object.entries(preset.records ?? {})) {
      this.#records.set(name, objects.newRecord(tag, {}));
    }
  }

  /** Arguments of one call. Throws ExecutionStop when an expression cannot be evaluated. */
  build(parameters: readonly Parameter[], call: Pick<PresetCall, 'arguments'>, names: ArgumentScope): Word[] {
    const scope = this.#withRecords(names);
    this.#fillRecords(scope);
    const kernel = this.#preset.space === 'kernel';
    return parameters.map((parameter) => {
      const { name, type } = parameter;
      const expression =
        ownText(this.#given, name) ?? ownText(call.arguments, name) ?? expressionFor(parameter, kernel);
      if (expression !== undefined) return this.#evaluate(expression, scope);
      const tag = recordPointer.exec(type)?.[1];
      return tag === undefined ? 0 : this.#recordOf(tag, scope);
    });
  }

  /** Values of expressions. Throws ExecutionStop when one cannot be evaluated. */
  values(expressions: readonly string[], names: ArgumentScope): Word[] {
    const scope = this.#withRecords(names);
    return expressions.map((expression) => this.#evaluate(expression, scope));
  }

  #withRecords(scope: ArgumentScope): ArgumentScope {
    for (const [name, address] of this.#records) {
      scope[`&${name}`] = { type: `struct ${this.#preset.records?.[name].tag} *`, value: address };
    }
    return scope;
  }

  /** Fields may name records that come later, so all of them exist before the first is filled. */
  #fillRecords(scope: Record<string, TypedWord>): void {
    for (const [name, address] of this.#records) {
      const { tag, fields } = this.#preset.records?.[name] ?? { tag: '', fields: {} };
      const layout = this.#program.layoutOf(tag);
      for (const [field, expression] of Object.entries(fields)) {
        if (layout.has(field)) this.#objects.setField(tag, address, field, this.#evaluate(expression, scope));
      }
    }
  }

  /** Names, addresses of records and small numbers need no compiler; what names no object is evaluated once. */
  #evaluate(expression: string, scope: Record<string, TypedWord>): Word {
    if (Object.hasOwn(scope, expression)) return scope[expression].value;
    if (/^\d{1,9}$/.test(expression)) return Number(expression);
    const known = this.#constants.get(expression);
    if (known !== undefined) return known;
    const names = expression.match(/[A-Za-z_]\w*/g) ?? [];
    const variables = Object.fromEntries(
      names.filter((name) => Object.hasOwn(scope, name)).map((name) => [name, scope[name]]),
    );
    const value = this.#run.evaluate(expression, variables);
    if (Object.keys(variables).length === 0) this.#constants.set(expression, value);
    return value;
  }

  /** A record that nothing is known of: zero but for the process it belongs to, one for all tables of the range. */
  #recordOf(tag: string, scope: Record<string, TypedWord>): number {
    const known = this.#unknown.get(tag);
    if (known !== undefined) return known;
    const layout = this.#program.layoutOf(tag);
    const shared = ['mm', 'vma'].filter((field) => layout.has(field));
    const fields = Object.fromEntries(shared.map((field) => [field, scope[field].value]));
    const address = this.#objects.newRecord(tag, fields);
    this.#unknown.set(tag, address);
    return address;
  }
}
