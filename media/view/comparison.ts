import { html, nothing, type TemplateResult } from 'lit-html';
import type { ComparedRun, ComparisonWithRevision, EventName } from '../../server/lsp/protocol.ts';
import { findingsOf } from '../findings.ts';
import { count, plural, variantWords } from '../format.ts';
import { eventWords, machineWords } from '../machines.ts';
import { button, textField } from '../toolkit.ts';
import { titleOf, type View } from './context.ts';
import { foldView } from './fold.ts';
import { lineLink } from './line-link.ts';
import { studyStatus } from './study-status.ts';

/** Characters of a commit's name that people go by. */
const commitLength = 12;

/** What has changed since a revision: counts, findings and runs that were or were not finished. */
export function comparisonView(view: View): TemplateResult {
  const { state, dispatch } = view;
  const { phase, revision, result } = state.studies.comparison;
  const controls = html`<div class="study-controls">
        ${textField({
          id: 'revision',
          label: 'Revision',
          value: revision,
          problem: revision.trim() === '' ? 'A commit, branch or tag, as git knows it.' : undefined,
          onInput: (text) => dispatch({ type: 'edit-revision', text }),
          onEnter: () => dispatch({ type: 'study', study: 'comparison' }),
        })}
        <div class="study-actions">
          ${button('Compare', {
            disabled: phase.kind === 'running' || revision.trim() === '',
            onClick: () => dispatch({ type: 'study', study: 'comparison' }),
          })}
        </div>
      </div>
      ${studyStatus(view, 'comparison', phase)}
      ${result ? compared(view, result) : phase.kind === 'idle' ? explained : nothing}`;
  return html`<section class="study" aria-labelledby="comparison-title">
    ${foldView(view, {
      name: 'comparison',
      classes: 'study-fold',
      summary: html`<h2 class="section-title" id="comparison-title">Compared with a revision</h2>`,
      body: controls,
    })}
  </section>`;
}

const explained = html`<p class="quiet">
  Runs this function also as a revision of git has it, in the same scenario, and shows which counts and findings differ. Text
  that is not saved counts.
</p>`;

function compared(view: View, { comparison, commit }: ComparisonWithRevision): TemplateResult {
  const { before, after, runs, failures } = comparison;
  const changed = runs.filter(({ changes }) => changes.length > 0);
  const rest = runs.length - changed.length;
  return html`<p>
      ${
        changed.length === 0
          ? `No count differs from ${before.label} (${commit.slice(0, commitLength)}).`
          : `Against ${before.label} (${commit.slice(0, commitLength)}), ${count(changed.length)} of ${count(runs.length)} runs differ.`
      }
    </p>
    ${
      changed.length === 0
        ? nothing
        : html`<div class="scroll">
            <table class="table">
              <caption class="hidden">Counts that differ</caption>
              <thead>
                <tr>
                  <th scope="col">Run</th>
                  <th scope="col">Count</th>
                  <th scope="col" class="number">${before.label}</th>
                  <th scope="col" class="number">${after.label}</th>
                  <th scope="col">Change</th>
                </tr>
              </thead>
              <tbody>
                ${changed.map((run) => rows(view, run))}
              </tbody>
            </table>
          </div>`
    }
    ${changed.length > 0 && rest > 0 ? html`<p class="quiet">${plural(rest, 'run')} cost${rest === 1 ? 's' : ''} the same on both sides.</p>` : nothing}
    ${findings(view, comparison)}
    ${failures.map(
      ({ side, machine, variant, reason, file, line }) =>
        html`<p class="caution">
          ${comparison[side].label}: ${titleOf(view, machine)}, ${variantWords[variant]}: ${reason}
          ${lineLink(view, file, line)}
        </p>`,
    )}`;
}

/** What costs time on the machine comes first; other counts follow from it. */
function rows(view: View, { machine, variant, changes }: ComparedRun): TemplateResult[] {
  const metrics = machineWords[machine].metrics.map(({ event }): EventName => event);
  const costs = changes.filter(({ event }) => metrics.includes(event));
  const shown = costs.length > 0 ? costs : changes;
  return shown.map(
    ({ event, before, after, words }, index) =>
      html`<tr>
        <th scope="row">${index === 0 ? `${titleOf(view, machine)}, ${variantWords[variant]}` : ''}</th>
        <td>${eventWords[event].label}</td>
        <td class="number">${count(before)}</td>
        <td class="number">${count(after)}</td>
        <td>${words}</td>
      </tr>`,
  );
}

function findings(view: View, { findings: differing }: ComparisonWithRevision['comparison']): TemplateResult {
  if (differing.length === 0) return html``;
  const sides = (['after', 'before'] as const).map((side) => ({
    word: side === 'after' ? 'New' : 'Gone',
    found: findingsOf({ findings: differing.filter((each) => each.side === side) }),
  }));
  return html`<ul class="finding-list">
    ${sides.flatMap(({ word, found }) =>
      found.map(
        ({ finding }) =>
          html`<li class=${`finding finding-${finding.severity}`}>
            <span class="tag">${word}</span> ${lineLink(view, finding.file, finding.line)} ${finding.message}
            <span class="quiet">(${finding.id}, ${finding.status})</span>
          </li>`,
      ),
    )}
  </ul>`;
}
