import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOut } from './lay-out.ts';

/** A repository of git in a folder of its own, made for one test. */
export interface Repository {
  readonly folder: string;
  git(...words: string[]): string;
  write(path: string, text: string): void;
  /** Commits all files as they are. */
  commit(message: string): void;
  remove(): void;
}

/** Whoever runs the tests may have settings and hooks of their own. */
const environment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A Tester',
  GIT_AUTHOR_EMAIL: 'tester@example.org',
  GIT_COMMITTER_NAME: 'A Tester',
  GIT_COMMITTER_EMAIL: 'tester@example.org',
};

/** Lays files out in a new repository and commits them. */
export function newRepository(files: Readonly<Record<string, string>>): Repository {
  const folder = layOut(files);
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', folder, ...words], { encoding: 'utf8', env: { ...process.env, ...environment } });
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
  };
  git('init', '--quiet', '--initial-branch', 'main');
  commit('first');
  return {
    folder,
    git,
    write: (path, text) => writeFileSync(join(folder, path), text),
    commit,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
