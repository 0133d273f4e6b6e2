// weft doctor: looks for damage in a relay's log, repairs what follows from what is sound, or salvages into a new one.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock, systemRandom } from '@weft/base'
import { examineLog, repairLog, salvageLog } from '@weft/log-sqlite'
import { type DoctorFlags, doctorUsage, parseDoctorFlags } from '../doctor/doctor-flags.js'
import { type DoctorTrouble, doctorTroubleOf } from '../doctor/doctor-trouble.js'
import { createCountProgress } from '../doctor/progress.js'
import { type DoctorReport, isSound, reportJson, reportLines } from '../doctor/report.js'
import type { Command } from '../terminal/command.js'

/** Resolves with 0 when the log is sound, or a salvaged one was made; 1 when it is damaged or could not be looked at. */
export const runDoctor: Command = async (args, terminal) => {
  const flags = parseDoctorFlags(args)
  if (!flags.ok) {
    terminal.error(`weft: ${flags.error}\n\n${doctorUsage}`)
    return 2
  }
  if (flags.value === 'help') {
    terminal.print(doctorUsage)
    return 0
  }
  const say = ({ name, message }: DoctorTrouble): number => {
    terminal.error(`weft: ${name}: ${message}`)
    return 1
  }
  const missing = whatIsMissing(flags.value)
  if (missing) return say(missing)
  try {
    const report = work(flags.value)
    if (flags.value.format === 'json') terminal.print(reportJson(report, flags.value))
    else for (const line of reportLines(report, flags.value)) terminal.print(line)
    return isSound(report) ? 0 : 1
  } catch (error) {
    const trouble = doctorTroubleOf(error, flags.value)
    if (!trouble) throw error
    return say(trouble)
  }
}

function whatIsMissing({ data, act }: DoctorFlags): DoctorTrouble | undefined {
  if (!existsSync(join(data, 'weft.db'))) {
    return { name: 'log-not-found', message: `there is no log in ${data}. Give its folder with --data.` }
  }
  if (act.kind !== 'salvage' || !existsSync(join(act.into, 'weft.db'))) return undefined
  return { name: 'salvage-not-empty', message: `${act.into} holds a log already. Choose a new folder.` }
}

function work({ data: folder, act }: DoctorFlags): DoctorReport {
  const progress = createCountProgress(process.stderr, systemClock)
  const options = { folder, progress: progress.show }
  try {
    switch (act.kind) {
      case 'look':
        return { kind: 'look', examination: examineLog(options) }
      case 'repair':
        return { kind: 'repair', repair: repairLog(options) }
      case 'salvage': {
        const salvage = salvageLog({ ...options, into: act.into, random: systemRandom })
        return { kind: 'salvage', into: act.into, salvage }
      }
    }
  } finally {
    progress.end()
  }
}
