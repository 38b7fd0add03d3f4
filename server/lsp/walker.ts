import { suggestion } from '../core/simulator/simulation-error.ts';
import type { FunctionEntry } from '../core/syntax/source-file.ts';
import type { Context } from './context.ts';
import type { OpenDocument } from './documents.ts';
import type { SimulationTarget } from './protocol.ts';
import type { Session } from './session.ts';

/**
 * Milliseconds by which a document may be opened later than it is asked about: to a new server the client library sends what
 * is open, and requests may overtake that.
 */
const patience = 2000;

/** The function that a request means, in the newest text; or why there is none, in words for the user. */
export async function findWalker(
  { session, parser }: Context,
  target: SimulationTarget,
): Promise<FunctionEntry | { readonly refused: string }> {
  if (typeof target?.uri !== 'string' || typeof target.function !== 'string')
    return { refused: 'name the document as "uri" and its function as "function"' };
  const loaded = await parser;
  const document = session.document(target.uri) ?? (await opening(session, target.uri));
  if (!document) return { refused: `${target.uri} is not open: open it first` };
  const { functions, lines } = document.parsed(loaded);
  const entry = functions.find(({ name }) => name === target.function);
  const { path } = document.place;
  if (!entry) {
    const names = functions.map(({ name }) => name);
    return { refused: `${path} has no function ${target.function}${suggestion(target.function, names)}` };
  }
  const [problem] = entry.problems;
  if (problem)
    return { refused: `${path}:${lines.lineOf(problem.start)}: ${entry.name} cannot be read: ${problem.reason}` };
  return entry;
}

/** The document as soon as it is opened; undefined when that does not come. */
function opening(session: Session, uri: string): Promise<OpenDocument | undefined> {
  return new Promise((resolve) => {
    const end = (document?: OpenDocument) => {
      clearTimeout(timer);
      listening.dispose();
      resolve(document);
    };
    const timer = setTimeout(end, patience);
    const listening = session.onOpened((document) => {
      if (document.uri === uri) end(document);
    });
  });
}
