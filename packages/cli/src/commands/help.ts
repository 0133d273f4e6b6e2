// weft help: what there is.

import { importUsage } from '../import/import-flags.js'
import { relayUsage } from '../relay/relay-flags.js'
import type { Command } from '../terminal/command.js'

export const runHelp: Command = async (_args, terminal) => {
  terminal.print(`weft: keeps devices in step, also when they are offline.

${relayUsage}

${importUsage}

weft version     the version
weft help        this text`)
  return 0
}
