// The weft command: finds the command that was asked for and runs it.

import type { Command } from './terminal/command.js'
import { processTerminal } from './terminal/terminal.js'

/** Loaded when it is asked for: a relay runs for months, and would hold all that an import needs. */
const help = async (): Promise<Command> => (await import('./commands/help.js')).runHelp
const version = async (): Promise<Command> => (await import('./commands/version.js')).runVersion
const commandsByName: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['relay', async () => (await import('./commands/relay.js')).runRelay],
  ['import', async () => (await import('./commands/import.js')).runImport],
  ['doctor', async () => (await import('./commands/doctor.js')).runDoctor],
  ['help', help],
  ['--help', help],
  ['-h', help],
  ['version', version],
  ['--version', version]
])

const [name = 'help', ...args] = process.argv.slice(2)
const command = await commandsByName.get(name)?.()
if (command) process.exitCode = await command(args, processTerminal)
else {
  processTerminal.error(`weft: there is no command "${name}". \`weft help\` lists them.`)
  process.exitCode = 2
}
