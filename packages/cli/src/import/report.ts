// What became of each document, and of the import as a whole: for people, and as JSON.

import type { SourceFormat } from './source/port.js'

export interface DocumentReport {
  /** As the other server calls it. */
  readonly name: string
  /** The id that it has, or would have, in the space. */
  readonly document: string
  readonly result: DocumentResult
  /** Bytes that were added to the space; null where they were and nobody says how many. */
  readonly bytes: number | null
  /** Why it was not taken in. */
  readonly code?: string
  readonly message?: string
}

/** In the order of the report. `empty` has nothing that could be taken in. */
export const documentResults = ['taken-in', 'partly-new', 'already-there', 'empty', 'not-taken-in'] as const
export type DocumentResult = (typeof documentResults)[number]

export interface ImportReport {
  readonly from: string
  readonly format: SourceFormat
  readonly space: string
  /** The data folder or the relay's address. */
  readonly into: string
  readonly mode: 'import' | 'dry-run'
  /** Those that were come to, by name. */
  readonly documents: readonly DocumentReport[]
  /** Of all that the source has, or that were asked for. */
  readonly total: number
  /** What of the source as a whole could not be read. */
  readonly losses: readonly string[]
  /** What stopped it before the last document. */
  readonly stopped: { readonly code: string; readonly message: string } | null
  readonly tookMs: number
}

/** Everything that the source has is in the space, or would be after a dry run. */
export const isComplete = ({ documents, total, losses, stopped }: ImportReport): boolean =>
  stopped === null &&
  losses.length === 0 &&
  documents.length === total &&
  documents.every(({ result }) => result !== 'not-taken-in')

const words: Record<DocumentResult, string> = {
  'taken-in': 'taken in',
  'partly-new': 'partly new',
  'already-there': 'already there',
  empty: 'empty',
  'not-taken-in': 'not taken in'
}

export const countOf = ({ documents }: ImportReport, result: DocumentResult): number =>
  documents.filter((document) => document.result === result).length

/** Lines of text. Names are quoted, so that none can pass for something else on a terminal. */
export function reportLines(report: ImportReport): string[] {
  const { from, format, space, into, mode, documents, total, losses, stopped, tookMs } = report
  const bytes = documents.reduce((sum, document) => sum + (document.bytes ?? 0), 0)
  const atLeast = documents.some((document) => document.bytes === null) ? 'at least ' : ''
  const renamed = documents.filter(({ name, document }) => name !== document)
  const counts = documentResults.map((result) => `${words[result].padEnd(16)}${countOf(report, result)}`)
  const notReached = total - documents.length
  return [
    ...(mode === 'dry-run' ? ['dry run: nothing was written'] : []),
    `${total} documents of ${from} (${format}) into space ${space} of ${into}`,
    ...counts,
    ...(notReached > 0 ? [`${'not come to'.padEnd(16)}${notReached}`] : []),
    `${atLeast}${bytesInWords(bytes)} ${mode === 'dry-run' ? 'to add' : 'added'} in ${(tookMs / 1_000).toFixed(1)} s`,
    ...section('Not taken in', documents.filter(isNotIn).map(reasonLine)),
    ...section('Could not be read', losses),
    ...section(
      'Under another name',
      renamed.map(({ name, document }) => `${quote(name)} is ${document}`)
    ),
    ...(stopped
      ? [
          '',
          `stopped: ${stopped.code}: ${stopped.message}`,
          'What was taken in is in. Run it again to go on.'
        ]
      : [])
  ]
}

const isNotIn = ({ result }: DocumentReport): boolean => result === 'not-taken-in'

const reasonLine = ({ name, code, message }: DocumentReport): string =>
  `${quote(name)}: ${code}${message ? ` (${message})` : ''}`

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)]

/** JSON escapes control characters of ASCII; those beyond are escaped here. */
export const quote = (name: string): string =>
  JSON.stringify(name).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join('')
  )

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const

export function bytesInWords(bytes: number): string {
  let amount = bytes
  let unit = 0
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024
    unit++
  }
  return `${unit === 0 ? amount : amount.toFixed(1)} ${units[unit]}`
}

/** The file of --report. `version` rises when a field changes its meaning. */
export function reportJson(report: ImportReport): string {
  const counts = Object.fromEntries(documentResults.map((result) => [result, countOf(report, result)]))
  return `${JSON.stringify({ version: 1, complete: isComplete(report), counts, ...report }, null, 2)}\n`
}
