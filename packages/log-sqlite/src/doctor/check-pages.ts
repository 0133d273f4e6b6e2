// SQLite's own check of the file: whether its pages fit together, and its indexes agree with their tables.

import type Database from 'libsql'
import { type Finding, finding } from './finding.js'

/** More would say no more. */
const mostMessages = 10_000

/** What integrity_check says where only an index is wrong. */
const ofIndex = /^(?:row \d+ missing from|wrong # of entries in|non-unique entry in) index (\S+)$/
/** A value that a column may not have: the row's own checksum says the same, with its place. */
const ofRow = /^\w+ value in \S+$/

export function checkPages(database: Database.Database): Finding[] {
  const perIndex = new Map<string, number>()
  const pages: string[] = []
  for (const message of messagesOf(database)) {
    const [, index] = ofIndex.exec(message) ?? []
    if (index !== undefined) perIndex.set(index, (perIndex.get(index) ?? 0) + 1)
    else if (!ofRow.test(message)) pages.push(message)
  }
  return [
    ...pages.map((message) => finding('pages', `SQLite's pages do not fit together: ${message}`)),
    ...[...perIndex].map(([index, rows]) =>
      finding('index', `the index ${index} does not agree with its table in ${rows} places`)
    )
  ]
}

function messagesOf(database: Database.Database): string[] {
  try {
    const rows = database.prepare(`PRAGMA integrity_check(${mostMessages})`).raw().all([]) as [string][]
    return rows.flatMap(([text]) => text.split('\n')).filter((text) => text !== 'ok' && !/^\*\*\*/.test(text))
  } catch (error) {
    return [String((error as Error).message)]
  }
}
