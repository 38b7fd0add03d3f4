// The files of ../workspace under vscode-vfs:, the scheme by which VS Code shows repositories that are nowhere on a disk.
const { readdirSync, readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { Disposable, EventEmitter, FileSystemError, FileType, workspace } = require('vscode');

const onDisk = ({ path }) => join(__dirname, '../workspace', path);
const typeOf = (stat) => (stat.isDirectory() ? FileType.Directory : FileType.File);

function found(uri, read) {
  try {
    return read(onDisk(uri));
  } catch {
    throw FileSystemError.FileNotFound(uri);
  }
}

function refuse(uri) {
  throw FileSystemError.NoPermissions(uri);
}

const files = {
  onDidChangeFile: new EventEmitter().event,
  watch: () => new Disposable(() => undefined),
  stat: (uri) =>
    found(uri, (path) => {
      const stat = statSync(path);
      return { type: typeOf(stat), ctime: stat.ctimeMs, mtime: stat.mtimeMs, size: stat.size };
    }),
  readDirectory: (uri) =>
    found(uri, (path) =>
      readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [entry.name, FileType.File]),
    ),
  readFile: (uri) => found(uri, (path) => new Uint8Array(readFileSync(path))),
  createDirectory: refuse,
  writeFile: refuse,
  delete: refuse,
  rename: refuse,
};

exports.activate = ({ subscriptions }) => {
  subscriptions.push(workspace.registerFileSystemProvider('vscode-vfs', files, { isReadonly: true }));
};
