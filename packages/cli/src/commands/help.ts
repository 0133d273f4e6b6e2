// weft help: what there is.

import { doctorUsage } from '../doctor/doctor-flags.js'
import { importUsage } from '../import/import-flags.js'
import { relayUsage } from '../relay/relay-flags.js'
import type { Command } from '../terminal/command.js'

export const runHelp: Command = async (_args, terminal) => {
  terminal.print(`weft: keeps devices in step, also when they are offline.

${relayUsage}

${importUsage}

${doctorUsage}

weft version     the version
weft help        this text`)
  return 0
}
