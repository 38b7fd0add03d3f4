/** Wires the panel: messages of the host and deeds of the user go through `update`, and what comes of them is drawn, posted and saved. */
import { render } from 'lit-html';
import type { FromPanel } from '../server/lsp/panel-protocol.ts';
import { Frames } from './frames.ts';
import { readMessage, readPanelState } from './messages.ts';
import { type Action, initialState, type Layout, type State, savedState, savesOther, update } from './state.ts';
import { registerToolkit } from './toolkit.ts';
import { panelView } from './view/panel.ts';

interface Host {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Host;

/** Widths from which there are two columns, and three; style/narrow.css has the same numbers. */
const widths = { medium: '(min-width: 760px)', wide: '(min-width: 1280px)' } as const;

function start(main: HTMLElement): void {
  const host = acquireVsCodeApi();
  const [medium, wide] = [matchMedia(widths.medium), matchMedia(widths.wide)];
  const layout = (): Layout => (wide.matches ? 'wide' : medium.matches ? 'medium' : 'narrow');
  let state: State = initialState(readPanelState(host.getState()), layout());
  let drawing = false;

  const reveal = (file: string, line: number) => host.postMessage({ type: 'reveal', file, line });

  // Where an earlier panel was scrolled to is there again when the first report has been drawn.
  let scrolledTo = state.scroll;
  addEventListener('scrollend', () => {
    if (state.report) dispatch({ type: 'scrolled', scroll: Math.round(scrollY) });
  });

  // Drawn after the event, not within it: some elements answer a new value with a change event of their own.
  const draw = () => {
    drawing = false;
    render(panelView({ state, dispatch, reveal }), main);
    if (!state.report || scrolledTo === 0) return;
    scrollTo({ top: scrolledTo });
    scrolledTo = 0;
  };

  const frames = new Frames((elapsed) => {
    dispatch({ type: 'tick', elapsed });
    return state.playback.playing !== undefined;
  });

  function dispatch(action: Action): void {
    const before = state;
    const step = update(state, action);
    state = step.state;
    for (const message of step.post) host.postMessage(message);
    const saved = savesOther(before, state) ? savedState(state) : undefined;
    if (saved) host.setState(saved);
    if (state.playback.playing) frames.run();
    if (drawing) return;
    drawing = true;
    queueMicrotask(draw);
  }

  addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const read = readMessage(data);
    dispatch('message' in read ? read.message : { type: 'garbled', problem: read.problem });
  });
  for (const width of [medium, wide])
    width.addEventListener('change', () => dispatch({ type: 'resize', layout: layout() }));
  draw();
  host.postMessage({ type: 'ready' });
}

const main = document.getElementById('panel');
registerToolkit();
// The toolkit takes the theme's colours when the page has loaded; drawing after it shows no other colours first.
if (main && document.readyState === 'complete') start(main);
else if (main) addEventListener('load', () => start(main));
