// What a doctor found and did: for people, and as JSON.

import type { Examination, Finding, Repair, Salvage } from '@weft/log-sqlite'
import { quote } from '../import/report.js'
import type { DoctorFlags } from './doctor-flags.js'

export type DoctorReport =
  | { readonly kind: 'look'; readonly examination: Examination }
  | { readonly kind: 'repair'; readonly repair: Repair }
  | { readonly kind: 'salvage'; readonly into: string; readonly salvage: Salvage }

/** The log that was asked for is sound now: the one that was looked at, or the one that was made. */
export function isSound(report: DoctorReport): boolean {
  switch (report.kind) {
    case 'look':
      return report.examination.findings.length === 0
    case 'repair':
      return report.repair.after.findings.length === 0
    case 'salvage':
      return true
  }
}

/** Findings of one kind that are told one by one; JSON has all of them. */
const mostOfKind = 20

export function reportLines(report: DoctorReport, flags: DoctorFlags): string[] {
  switch (report.kind) {
    case 'look':
      return [...examinationLines(report.examination), ...adviceLines(report.examination.findings, flags)]
    case 'repair':
      return repairLines(report.repair, flags)
    case 'salvage':
      return salvageLines(report.salvage, flags, report.into)
  }
}

function examinationLines({ findings, spaces }: Examination): string[] {
  const rows = spaces.map(
    ({ space, verdict, entries, documents }) =>
      `space ${named(space)}: ${verdict}, ${entries} entries, ${documents} documents`
  )
  if (findings.length === 0) return [...rows, 'sound: nothing is damaged']
  const kinds = [...new Set(findings.map(({ kind }) => kind))]
  return [
    ...rows,
    '',
    `${findings.length} ${findings.length === 1 ? 'place is' : 'places are'} damaged`,
    ...kinds.flatMap((kind) => kindLines(findings.filter((one) => one.kind === kind)))
  ]
}

function kindLines(findings: readonly Finding[]): string[] {
  const told = findings.slice(0, mostOfKind)
  const more = findings.length - told.length
  const [first] = told
  return [
    '',
    ...told.map((one) => `${one.kind}${placeOf(one)}: ${one.what}`),
    ...(more > 0 ? [`… and ${more} more`] : []),
    ...(first ? [`  lost: ${[...new Set(findings.map(({ lost }) => lost))].join('; ')}`] : []),
    `  mended by: ${[...new Set(findings.map(({ mend }) => mend))].join(', ')}`
  ]
}

function placeOf({ space, document, position }: Finding): string {
  const parts = [
    ...(space === null ? [] : [`space ${quote(space)}`]),
    ...(document === null ? [] : [`document ${quote(document)}`]),
    ...(position === null ? [] : [`position ${position}`])
  ]
  return parts.length === 0 ? '' : ` in ${parts.join(', ')}`
}

const named = (space: string | null): string => (space === null ? '(its name cannot be read)' : quote(space))

function adviceLines(findings: readonly Finding[], { data }: DoctorFlags): string[] {
  const mends = new Set(findings.map(({ mend }) => mend))
  if (mends.size === 0) return []
  return [
    '',
    ...(mends.has('salvage')
      ? [
          `weft doctor --data ${data} --salvage NEWDIR takes all that is sound into a new log; ${data} stays as it is.`,
          'Start the relay on NEWDIR then: devices give back what they hold of the spaces that lost something.'
        ]
      : []),
    ...(mends.has('repair') && !mends.has('salvage')
      ? [`weft doctor --data ${data} --repair makes it anew in place.`]
      : []),
    ...(mends.has('devices') ? ['Start the relay: devices that held more notice, and give it back.'] : [])
  ]
}

function repairLines({ before, after, refused }: Repair, flags: DoctorFlags): string[] {
  const mended = before.findings.length - after.findings.length
  if (before.findings.length === 0) return examinationLines(before)
  if (refused !== null)
    return [
      ...examinationLines(before),
      '',
      `nothing was written: ${refused}`,
      ...adviceLines(after.findings, flags)
    ]
  return [
    ...examinationLines(before),
    '',
    `repaired ${mended} of ${before.findings.length}`,
    ...(after.findings.length === 0 ? [] : ['', 'still damaged:', ...examinationLines(after)]),
    ...adviceLines(after.findings, flags)
  ]
}

function salvageLines({ examination, spaces }: Salvage, { data }: DoctorFlags, into: string): string[] {
  const rows = spaces.flatMap(({ space, how, documents, partial }) => {
    const whole = documents - partial.length
    const line = {
      copied: `space ${named(space)}: as it was, ${documents} documents; devices notice nothing`,
      'new-epoch': `space ${named(space)}: a new epoch, ${whole} of ${documents} documents whole; devices give back what they hold`,
      'not-named': `space ${named(space)}: left out, ${documents} documents; devices give back what they hold`
    }[how]
    return [
      line,
      ...partial.map(
        ({ document, taken, why }) =>
          `  ${document === null ? '(a name that cannot be read)' : quote(document)}: ${taken === 'part' ? 'a part' : 'nothing'}, ${why}`
      )
    ]
  })
  return [
    ...examinationLines(examination),
    '',
    `taken into ${into}:`,
    ...rows,
    '',
    `${data} was not changed. Start the relay with --data ${into}, and keep ${data} until all devices were there.`
  ]
}

/** `version` rises when a field changes its meaning. */
export function reportJson(report: DoctorReport, { data }: DoctorFlags): string {
  return JSON.stringify({ version: 1, data, sound: isSound(report), ...report }, null, 2)
}
