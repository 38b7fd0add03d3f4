/** The page that the panel's own bundle draws into. */
import { Uri, type Webview } from 'vscode';

/** Everything that the page loads; the webview may read nothing else. */
export function panelResources(extension: Uri): Uri {
  return Uri.joinPath(extension, 'dist');
}

export function panelPage(webview: Webview, extension: Uri, title: string): string {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const resource = (name: string) => webview.asWebviewUri(Uri.joinPath(panelResources(extension), name)).toString();
  const policy = [
    `default-src 'none'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  // The toolkit gives its probe for :focus-visible the nonce that it finds under csp-nonce.
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${resource('panel.css')}">
</head>
<body>
<main id="panel"></main>
<script nonce="${nonce}" src="${resource('panel.js')}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
