// Where the repository stands on this machine.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** An absolute path inside the repository. */
export const inRoot = (...parts) => join(root, ...parts)
