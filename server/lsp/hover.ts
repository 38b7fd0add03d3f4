import type { CancellationToken, Hover, HoverParams } from 'vscode-languageserver/node';
import type { Context } from './context.ts';

export async function hover(
  { session }: Context,
  { textDocument: { uri } }: HoverParams,
  token: CancellationToken,
): Promise<Hover | null> {
  const analysed = await session.analysed(uri, token);
  return analysed ? { contents: 'fake' } : null;
}
