// weft import: takes documents of another server into a space of a relay.

import { writeFile } from 'node:fs/promises'
import { systemClock, systemRandom } from '@weft/base'
import { importUsage, parseImportFlags } from '../import/import-flags.js'
import { createProgress } from '../import/progress.js'
import { isComplete, reportJson, reportLines } from '../import/report.js'
import { runImportOf } from '../import/run-import.js'
import { untilToldToStop } from '../relay/until-told-to-stop.js'
import type { Command } from '../terminal/command.js'

export const runImport: Command = async (args, terminal) => {
  const flags = parseImportFlags(args)
  if (!flags.ok) {
    terminal.error(`weft: ${flags.error}\n\n${importUsage}`)
    return 2
  }
  if (flags.value === 'help') {
    terminal.print(importUsage)
    return 0
  }
  const stopping = new AbortController()
  void untilToldToStop(() => {
    terminal.error('weft: stopped at once; what was taken in is in')
    process.exit(1)
  }).then(() => stopping.abort())
  const imported = await runImportOf(flags.value, {
    clock: systemClock,
    random: systemRandom,
    progress: createProgress(process.stderr, systemClock),
    signal: stopping.signal
  })
  if (!imported.ok) {
    terminal.error(`weft: ${imported.error.name}: ${imported.error.message}`)
    return 1
  }
  for (const line of reportLines(imported.value)) terminal.print(line)
  const { report } = flags.value
  if (report !== null) {
    try {
      await writeFile(report, reportJson(imported.value))
    } catch (error) {
      terminal.error(`weft: report-not-written: ${report} cannot be written (${String(error)}).`)
      return 1
    }
  }
  return isComplete(imported.value) ? 0 : 1
}
