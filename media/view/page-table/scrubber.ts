import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { live } from 'lit-html/directives/live.js';
import { ref } from 'lit-html/directives/ref.js';
import type { Replay, ReplayStep, RunResult } from '../../../server/lsp/protocol.ts';
import type { Span } from '../../coverage.ts';
import { count, plural } from '../../format.ts';
import { eventWords, machineWords } from '../../machines.ts';
import { replayFrames } from '../../replay/frames.ts';
import { entriesOf, longestStep, stepWords } from '../../replay/words.ts';
import { type Speed, speeds } from '../../state/playback.ts';
import type { View } from '../context.ts';
import { lineLink } from '../line-link.ts';
import { reachedBy } from './reached-by.ts';

/** The way through the steps of the run, and what happens at the one that was taken last. */
export function scrubberView(view: View, result: RunResult, shown: Span): TemplateResult {
  const { replay, problem } = view.state.playback;
  if (problem !== undefined) return html`<p class="replay-problem">There is no replay of this run: ${problem}</p>`;
  return html`<div class="replay" role="group" aria-label="Replay">
    ${controls(view, replay)}
    <div class="moment">${replay ? moment(view, replay, result) : html`<p class="quiet">Recording the steps…</p>`}</div>
    ${replay ? limits(replay, shown) : nothing}
  </div>`;
}

const shapes = {
  first: svg`<path d="M3 3h2v10H3zM13 3v10L6 8z" />`,
  back: svg`<path d="M11 3v10L4 8z" />`,
  play: svg`<path d="M4 2.5v11L13 8z" />`,
  pause: svg`<path d="M4 3h3v10H4zM9 3h3v10H9z" />`,
  forward: svg`<path d="M5 3v10l7-5z" />`,
  last: svg`<path d="M3 3v10l7-5zM11 3h2v10h-2z" />`,
} as const;

function icon(shape: SVGTemplateResult): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`;
}

function controls(view: View, replay: Replay | undefined): TemplateResult {
  const { dispatch, state } = view;
  const { position, playing, speed } = state.playback;
  const steps = replay?.steps.length ?? 0;
  const isIdle = steps === 0;
  const key = (label: string, shape: SVGTemplateResult, disabled: boolean, onClick: () => void) =>
    html`<button
      class="step-button"
      type="button"
      title=${label}
      aria-label=${label}
      ?disabled=${isIdle || disabled}
      @click=${onClick}
    >
      ${icon(shape)}
    </button>`;
  const toggle = () => dispatch({ type: playing ? 'pause' : 'play' });
  return html`<div class="scrubber">
    ${key('To the beginning', shapes.first, position === 0, () => dispatch({ type: 'go-first' }))}
    ${key('Step back', shapes.back, position === 0, () => dispatch({ type: 'go-to', position: position - 1 }))}
    ${key(playing ? 'Pause' : 'Play', playing ? shapes.pause : shapes.play, false, toggle)}
    ${key('Step forward', shapes.forward, position === steps, () => dispatch({ type: 'go-to', position: position + 1 }))}
    ${key('To the end', shapes.last, position === steps, () => dispatch({ type: 'go-last' }))}
    <input
      class="slider"
      type="range"
      min="0"
      max=${steps}
      step="1"
      aria-label="Step"
      aria-valuetext=${replay ? stepWords(replay, position) : nothing}
      ?disabled=${isIdle}
      .value=${live(String(position))}
      ${ref((slider) => (slider as HTMLElement | undefined)?.style.setProperty('--done', share(position, steps)))}
      @input=${(event: Event) => dispatch({ type: 'go-to', position: Number((event.target as HTMLInputElement).value) })}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== ' ') return;
        event.preventDefault();
        toggle();
      }}
    />
    <span class="step-count">${count(position)} / ${count(steps)}</span>
    <select
      class="speed"
      aria-label="Speed"
      title="Speed, in steps a second"
      .value=${live(String(speed))}
      @change=${(event: Event) => {
        const chosen = Number((event.target as HTMLSelectElement).value) as Speed;
        dispatch({ type: 'set-speed', speed: chosen });
      }}
    >
      ${speeds.map((each) => html`<option value=${each} ?selected=${each === speed}>${each}/s</option>`)}
    </select>
  </div>`;
}

/** How much of the track lies behind the thumb: what a browser paints by itself has no colour of the theme. */
const share = (position: number, steps: number): string => `${steps === 0 ? 0 : (100 * position) / steps}%`;

/** What has just happened, and where the run is. As high whatever it says, so that the grid below stays where it is. */
function moment(view: View, replay: Replay, result: RunResult): TemplateResult {
  const { position } = view.state.playback;
  const step = replay.steps[position - 1];
  const place = step && replay.places[step.place];
  return html`${soFar(replay, position, result).map((words) => html`<p class="so-far quiet" title=${words}>${words}</p>`)}
    <p class="so-far">
      ${place && place.line > 0 ? html`${lineLink(view, place.file, place.line)} <span class="quiet">${reachedBy(place)}</span>` : nothing}
    </p>
    <p class="so-far">${place?.text ? html`<code title=${place.text}>${place.text}</code>` : nothing}</p>
    <div class="saying">
      <p class="sentence">${step ? said(replay, step) : 'Nothing has happened yet: the table as it was before the run.'}</p>
      ${guard([replay], () => html`<p class="longest" aria-hidden="true">${said(replay, longestStep(replay))}</p>`)}
    </div>`;
}

/** What a step is about, and what happens. */
function said({ sentences }: Replay, step: ReplayStep | undefined): TemplateResult {
  const entries = step ? entriesOf(step) : '';
  const sentence = sentences[step?.sentence ?? -1] ?? '';
  return html`${entries === '' ? nothing : html`<strong>${entries}</strong>: `}${marked(sentence)}`;
}

/** Functions stand between backticks. */
function marked(sentence: string): readonly (string | TemplateResult)[] {
  return sentence.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

/** "Lazy mode on · 120 cached entries wait", and "3 of 6 IPTE · 1 of 2 TLB flushes". */
function soFar(replay: Replay, position: number, result: RunResult): readonly string[] {
  const { steps, waiting } = replay;
  const frames = replayFrames(replay);
  const events = machineWords[result.machine].metrics.map(({ event }) => event);
  const counts = events
    .map((event) => ({ event, now: frames.countAt(event, position), all: frames.countAt(event, steps.length) }))
    .filter(({ all }) => all > 0)
    .map(({ event, now, all }) => `${count(now)} of ${plural(all, eventWords[event].one, eventWords[event].many)}`);
  const waits = frames.waitingAt(position);
  const words =
    waiting?.kind === 'barrier' ? (['stored entry', 'stored entries'] as const) : [waiting?.one, waiting?.many];
  const waitWords = waiting
    ? [`${plural(waits, words[0] ?? '', words[1] ?? '')} ${waits === 1 ? 'waits' : 'wait'}`]
    : [];
  return [[`Lazy mode ${frames.modeAt(position)}`, ...waitWords], counts].map((words) => words.join(' · '));
}

/** What the replay does not tell. */
function limits({ cut, scenario, failure, steps }: Replay, shown: Span): TemplateResult {
  const end = scenario.start + scenario.entries;
  return html`${
    cut?.ofEntries === undefined
      ? nothing
      : html`<p class="quiet">
          The replay is of the first ${count(scenario.entries)} entries of ${count(cut.ofEntries)}.
          ${shown.end > end ? 'The entries below are those of the whole run.' : nothing}
        </p>`
  }
  ${
    cut?.moreSteps === undefined
      ? nothing
      : html`<p class="quiet">
          It ends behind ${count(steps.length)} steps; ${count(cut.moreSteps)} more are left out. Simulate fewer entries to
          see them.
        </p>`
  }
  ${failure ? html`<p class="quiet">The run ended here: ${failure.reason}</p>` : nothing}`;
}
