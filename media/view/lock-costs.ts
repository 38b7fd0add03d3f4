import { html, nothing, type TemplateResult } from 'lit-html';
import type { EventName, LockCurve, LockStudy } from '../../server/lsp/protocol.ts';
import { count } from '../format.ts';
import { figure } from '../locks-plot.ts';
import { eventWords } from '../machines.ts';
import { isWrongCost } from '../state/lock-costs.ts';
import type { View } from './context.ts';
import { foldView } from './fold.ts';

/** What takes time besides events. */
const workWords: Readonly<Record<string, string>> = {
  primitive: 'Page-table primitive',
  entry: 'Turn of the loop',
  lock: 'Taking the lock',
  outside: "Caller's work for an entry",
};

const wordsOf = (name: string): string => workWords[name] ?? eventWords[name as EventName]?.label ?? name;

type Cost = LockStudy['costs'][number];

/** No source gives times, so each of them is in plain sight, with a field for another. */
export function lockCostsView(view: View, { costs }: LockStudy, curve: LockCurve): TemplateResult {
  const { costs: typed } = view.state.studies.locks;
  // A time of 0 is no part of the study any more, but still one that was given.
  const used = costs.filter(({ name }) => curve.parts.some((part) => part.name === name) || typed[name] !== undefined);
  const gone = Object.keys(typed).filter((name) => !costs.some((cost) => cost.name === name));
  const given = Object.keys(typed).length;
  const table = html`<p class="quiet">
      Nobody has measured these: no manual or source gives times, so each is an order of magnitude that we assume. Put in what
      you know of your machine, in nanoseconds, and run again; on the command line it is <code>--cost name=ns</code>.
    </p>
    <div class="scroll">
      <table class="table lock-costs">
        <caption class="hidden">Nanoseconds of each event and of other work</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" class="number">Under the lock</th>
            <th scope="col" class="number">Outside</th>
            <th scope="col" class="number">ns each</th>
          </tr>
        </thead>
        <tbody>
          ${used.map((cost) => row(view, cost, curve))}
          ${gone.map((name) => row(view, { name: name as Cost['name'], nanoseconds: 0, source: 'given' }, curve))}
        </tbody>
      </table>
    </div>`;
  return foldView(view, {
    name: 'lock costs',
    classes: 'counts',
    summary: `Times that this rests on · ${count(used.length)}${given === 0 ? ', all assumed' : `, ${count(given)} given by you`}`,
    body: table,
  });
}

function row(view: View, { name, nanoseconds, source }: Cost, { parts }: LockCurve): TemplateResult {
  const { state, dispatch } = view;
  const typed = state.studies.locks.costs[name];
  const value = typed ?? String(nanoseconds);
  const isWrong = isWrongCost(value);
  const times = (where: 'section' | 'outside') => {
    const part = parts.find((each) => each.name === name && each.where === where);
    return part ? `${figure(part.times)}×` : '';
  };
  return html`<tr>
    <th scope="row" class="wrap">
      ${wordsOf(name)} <code class="quiet">${name}</code>
      <span class="cost-source">
        ${isWrong ? html`<span class="field-problem" role="alert">Nanoseconds, 0 or more.</span>` : source}
        ${typed === undefined ? nothing : resetButton(view, name)}
      </span>
    </th>
    <td class="number">${times('section')}</td>
    <td class="number">${times('outside')}</td>
    <td class="number">
      <input
        class="small-input"
        type="text"
        inputmode="decimal"
        aria-label=${`Nanoseconds of ${name}`}
        aria-invalid=${isWrong ? 'true' : 'false'}
        .value=${value}
        @input=${(event: Event) =>
          dispatch({ type: 'edit-lock-cost', name, text: (event.target as HTMLInputElement).value })}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Enter' && !isWrong) dispatch({ type: 'study', study: 'locks' });
        }}
      />
    </td>
  </tr>`;
}

const resetButton = ({ dispatch }: View, name: string): TemplateResult =>
  html`<button
    class="quiet-button"
    type="button"
    aria-label=${`Reset ${name}`}
    @click=${() => dispatch({ type: 'reset-lock-cost', name })}
  >
    Reset
  </button>`;
