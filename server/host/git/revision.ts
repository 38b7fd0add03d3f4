import { spawnSync } from 'node:child_process';

/** Why a revision cannot be read, in words for the user. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
}

/** A commit of the repository that a folder lies in. */
export interface Revision {
  /** As the user named it. */
  readonly name: string;
  /** Its full object name. */
  readonly commit: string;
  /** Folder that git is run in. */
  readonly folder: string;
  /** Path of the folder in the repository, with a slash at its end; empty at its root. */
  readonly prefix: string;
}

/** Bytes that one answer of git may have: the headers of a kernel that a walker reaches are a thousandth of this. */
const outputLimit = 2 ** 30;

/** Nothing is fetched for a question, and no lock is taken that the user's own git may want. */
const environment = { GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };

/** Runs git in a folder. Its output; or undefined when it says no, with what it said in `complaint`. */
export function git(
  folder: string,
  words: readonly string[],
  input = '',
): { readonly output?: Buffer; readonly complaint: string } {
  const { error, status, stdout, stderr } = spawnSync('git', ['-C', folder, ...words], {
    input,
    maxBuffer: outputLimit,
    env: { ...process.env, ...environment },
  });
  if (error !== undefined)
    throw new GitFailure(
      'code' in error && error.code === 'ENOENT'
        ? 'git is not installed, or not in PATH: a revision cannot be read without it'
        : `git cannot be run: ${error.message}`,
    );
  const complaint = stderr.toString('utf8').trim();
  return status === 0 ? { output: stdout, complaint } : { complaint };
}

/** Finds a commit by any name that git knows it by. Throws a GitFailure that says what is wrong and what to do. */
export function openRevision(folder: string, name: string): Revision {
  const place = git(folder, ['rev-parse', '--show-prefix']);
  if (place.output === undefined) {
    // "dubious ownership" comes with the command that allows it.
    if (place.complaint.includes('safe.directory')) throw new GitFailure(place.complaint);
    throw new GitFailure(`${folder}: not in a git repository, so there is no ${name} to compare with`);
  }
  const found = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  if (found.output === undefined)
    throw new GitFailure(`${name}: no such revision in ${folder}; name a commit, branch or tag, as git log does`);
  const commit = found.output.toString('utf8').trim();
  return { name, commit, folder, prefix: place.output.toString('utf8').replace(/\n$/, '') };
}
