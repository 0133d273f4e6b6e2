// The weft command: finds the command that was asked for and runs it.

import { runDoctor } from './commands/doctor.js'
import { runHelp } from './commands/help.js'
import { runImport } from './commands/import.js'
import { runRelay } from './commands/relay.js'
import { runVersion } from './commands/version.js'
import type { Command } from './terminal/command.js'
import { processTerminal } from './terminal/terminal.js'

const commandsByName: ReadonlyMap<string, Command> = new Map([
  ['relay', runRelay],
  ['import', runImport],
  ['doctor', runDoctor],
  ['help', runHelp],
  ['--help', runHelp],
  ['-h', runHelp],
  ['version', runVersion],
  ['--version', runVersion]
])

const [name = 'help', ...args] = process.argv.slice(2)
const command = commandsByName.get(name)
if (command) process.exitCode = await command(args, processTerminal)
else {
  processTerminal.error(`weft: there is no command "${name}". \`weft help\` lists them.`)
  process.exitCode = 2
}
