// weft version: which one this is.

import { readFile } from 'node:fs/promises'
import type { Command } from '../terminal/command.js'

export const runVersion: Command = async (_args, terminal) => {
  const about: unknown = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  terminal.print((about as { version: string }).version)
  return 0
}
