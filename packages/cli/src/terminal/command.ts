// A command of the command line.

import type { Terminal } from './terminal.js'

/** Gets the arguments after its name. Resolves with the exit code: 0 done, 1 could not, 2 was called wrongly. */
export type Command = (args: readonly string[], terminal: Terminal) => Promise<number>
