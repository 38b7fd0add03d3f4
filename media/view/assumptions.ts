import { html, nothing, type TemplateResult } from 'lit-html';
import type { Assumption, SimulationReport } from '../../server/lsp/protocol.ts';
import { count, plural } from '../format.ts';
import { answerText, canOverride, readAnswers } from '../state/overrides.ts';
import type { View } from './context.ts';
import { lineLink } from './line-link.ts';
import { provenanceView } from './provenance.ts';

/**
 * What the counts rest on, in plain sight: the assumptions that decided something first, defaults of the scenario last. Each
 * can be given another value, which simulates again.
 */
export function assumptionsView(view: View, report: SimulationReport): TemplateResult {
  const { assumptions, scenario } = report;
  const isSet = ({ name }: Assumption) => answerText(scenario, name) !== undefined;
  const own = assumptions.filter((each) => !isSet(each));
  const decisive = own.filter((each) => each.decisive);
  const stated = own.filter((each) => each.stated !== undefined);
  const others = own.filter((each) => !each.decisive && each.stated === undefined);
  const answers = html`<p class="quiet">The number is what the function answers. Another one simulates again.</p>`;
  return html`<section class="assumptions" aria-labelledby="assumptions-title">
    <h2 class="section-title" id="assumptions-title" tabindex="-1">Assumptions</h2>
    ${
      decisive.length === 0
        ? html`<p class="none">No count rests on an assumption.</p>`
        : html`<p class="caution">${plural(decisive.length, 'assumption')} that counts rest on:</p>
            ${list(view, decisive, 'Assumptions that counts rest on')}`
    }
    ${
      others.length === 0
        ? nothing
        : html`<p class="quiet">${plural(others.length, 'assumption')} without an effect on the counts:</p>
            ${list(view, others, 'Assumptions without an effect on the counts')}`
    }
    ${
      stated.length === 0
        ? nothing
        : html`<p class="quiet">Taken for granted of the surroundings:</p>
            ${list(view, stated, 'Taken for granted of the surroundings')}`
    }
    ${answered(view, assumptions, scenario)} ${assumptions.some(canOverride) ? answers : nothing}
    ${provenanceView(view, report)}
  </section>`;
}

/** What the scenario answers in the place of an assumption, with the way back. */
function answered(
  view: View,
  assumptions: readonly Assumption[],
  scenario: SimulationReport['scenario'],
): TemplateResult {
  const names = Object.keys(scenario.assume);
  if (names.length === 0) return html``;
  return html`<p class="quiet">Set by the scenario:</p>
    <ul class="assumption-list" aria-label="Set by the scenario">
      ${names.map((name) => {
        const asked = assumptions.find((each) => each.name === name);
        return html`<li class="assumption">
          <div class="assumption-what">
            <span class="code assumption-name">${name}</span>
            ${asked ? html`<span class="quiet">${lineLink(view, asked.file, asked.line)} · ${count(asked.times)}×</span>` : html`<span class="quiet">not asked for</span>`}
          </div>
          <div class="assumption-value">${setter(view, name, answerText(scenario, name) ?? '')}
            <button
              class="quiet-button"
              type="button"
              aria-label=${`Reset ${name}`}
              @click=${() => view.dispatch({ type: 'reset-assumption', name })}
            >
              Reset
            </button>
          </div>
        </li>`;
      })}
    </ul>`;
}

function list(view: View, assumptions: readonly Assumption[], label: string): TemplateResult {
  return html`<ul class="assumption-list" aria-label=${label}>
    ${assumptions.map(
      (each) =>
        html`<li class="assumption">
          <div class="assumption-what">
            <span class="code assumption-name">${each.kind === 'function' ? `${each.name}()` : each.name}</span>
            ${each.decisive ? html`<span class="tag">decisive</span>` : nothing}
            <span class="quiet">${lineLink(view, each.file, each.line)} · ${count(each.times)}×</span>
            ${each.stated === undefined ? nothing : html`<span class="quiet assumption-why">${each.stated}</span>`}
          </div>
          <div class="assumption-value">
            ${canOverride(each) ? setter(view, each.name, each.value) : html`<span class="code">${each.value}</span>`}
          </div>
        </li>`,
    )}
  </ul>`;
}

/** A field with the value, and a button for another one. */
function setter({ state, dispatch }: View, name: string, value: string): TemplateResult {
  const typed = state.form?.overrides[name] ?? value;
  const isOther = typed !== value;
  const isWrong = isOther && readAnswers(typed) === undefined;
  return html`<input
      class="small-input"
      type="text"
      aria-label=${`Value of ${name}`}
      title="A whole number, or several in turn: 0, 0, 1"
      aria-invalid=${isWrong ? 'true' : 'false'}
      .value=${typed}
      @input=${(event: Event) =>
        dispatch({ type: 'edit-assumption', name, text: (event.target as HTMLInputElement).value })}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter' && isOther) dispatch({ type: 'override', name });
      }}
    /><button
      class="quiet-button"
      type="button"
      aria-label=${`Set ${name}`}
      title="Simulate with this value"
      ?disabled=${!isOther || isWrong}
      @click=${() => dispatch({ type: 'override', name })}
    >
      Set
    </button>`;
}
