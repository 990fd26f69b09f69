/** What the process says with its exit code; part of the command line's stable interface. */
export const exitCode = {
  done: 0,
  /** the answer is "no": a check failed */
  no: 1,
  /** wrong usage or input, or a failure that stopped the work */
  badInput: 2,
  /** stopped by a signal, with a checkpoint from which to resume */
  interrupted: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** A failure that is an answer: the work was done as asked, and what it found is "no". */
export class FailedCheck extends Error {}

/** The one sentence to print for whatever was thrown. */
export function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [line] = message.split('\n');
  return line === '' ? 'an error without a message' : line;
}

/** A file system error in words, naming the file: `read jets.npy: no such file`. */
export function fileError(action: string, path: string, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file or folder',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is not a folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOSPC: 'no space left on the device',
    EROFS: 'the file system is read-only',
    EEXIST: 'something else has that name',
    ELOOP: 'its symbolic links lead in a circle',
    ENAMETOOLONG: 'the name is too long',
  };
  const shown = path === '' ? '""' : path;
  return new Error(`cannot ${action} ${shown}: ${reasons[code] ?? sentenceOf(error)}`, {
    cause: error,
  });
}
