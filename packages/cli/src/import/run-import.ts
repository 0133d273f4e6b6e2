// Opens source and target, imports, and closes them again, whatever comes.

import { readFile } from 'node:fs/promises'
import { type Clock, createScope, fail, ok, type Random, type Result, type Scope } from '@weft/base'
import { nameToDocumentId, roomToDocumentId } from '@weft/protocol'
import { importDocuments } from './import-documents.js'
import type { ImportFlags } from './import-flags.js'
import type { Progress } from './progress.js'
import type { ImportReport } from './report.js'
import { openSource } from './source/open-source.js'
import { type ImportSource, type SourceDocument, SourceError, type SourceFormat } from './source/port.js'
import { openLogTarget } from './target/log-target.js'
import { type ImportTarget, TargetError } from './target/port.js'
import { openRelayTarget } from './target/relay-target.js'

export interface ImportTrouble {
  /** A code of source or target, or one of `document-not-found` and `token-unreadable`. */
  readonly name: string
  readonly message: string
}

export interface ImportSurroundings {
  readonly clock: Clock
  readonly random: Random
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Fails when nothing could be begun. */
export async function runImportOf(
  flags: ImportFlags,
  around: ImportSurroundings
): Promise<Result<ImportReport, ImportTrouble>> {
  const { clock, progress, signal } = around
  const startedAt = clock.monotonic()
  const scope = createScope()
  try {
    const source = await openSource(flags.from, flags)
    scope.own(source.close)
    const chosen = chooseDocuments(source, flags.documents)
    if (!chosen.ok) return chosen
    const opened = await openTarget(flags, around, scope)
    if (!opened.ok) return opened
    const documents = chosen.value
    const imported = await importDocuments({
      documents,
      idOf: idOfFormat(source.format),
      target: opened.value,
      v2: flags.v2,
      progress,
      signal
    })
    return ok({
      ...{ from: flags.from, format: source.format, space: flags.space, mode: flags.mode },
      into: flags.into.kind === 'data' ? flags.into.folder : flags.into.url,
      ...{ total: documents.length, losses: source.losses },
      ...imported,
      tookMs: Math.round(clock.monotonic() - startedAt)
    })
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof TargetError)) throw error
    return fail({ name: error.code, message: error.message })
  } finally {
    progress.end()
    await scope.close()
  }
}

/** The reference server calls a document what its address says; the relay gives such an address the same id (F1). */
const idOfFormat = (format: SourceFormat): ((name: string) => string) =>
  format === 'y-leveldb' ? roomToDocumentId : nameToDocumentId

/** By the other server's name or by the id. A name that is asked for and not there is no small thing: nothing is begun. */
function chooseDocuments(
  { documents, format }: ImportSource,
  names: readonly string[]
): Result<readonly SourceDocument[], ImportTrouble> {
  if (names.length === 0) return ok(documents)
  const idOf = idOfFormat(format)
  const isMeant = (document: SourceDocument, name: string): boolean =>
    document.name === name || idOf(document.name) === name
  const missing = names.find((name) => !documents.some((document) => isMeant(document, name)))
  if (missing !== undefined) {
    const message = `there is no document ${JSON.stringify(missing)} among the ${documents.length} that there are.`
    return fail({ name: 'document-not-found', message })
  }
  return ok(documents.filter((document) => names.some((name) => isMeant(document, name))))
}

async function openTarget(
  flags: ImportFlags,
  { clock, random, signal }: ImportSurroundings,
  scope: Scope
): Promise<Result<ImportTarget, ImportTrouble>> {
  const { into, space } = flags
  const around = { space, mode: flags.mode === 'dry-run' ? 'compare' : 'write', clock, random } as const
  if (into.kind === 'data') {
    const target = await openLogTarget({ folder: into.folder, ...around })
    scope.own(target.close)
    return ok(target)
  }
  const token = await tokenOf(into)
  if (!token.ok) return token
  const target = await openRelayTarget({ url: into.url, token: token.value, signal, ...around })
  scope.own(target.close)
  return ok(target)
}

async function tokenOf({
  token,
  tokenFile
}: Extract<ImportFlags['into'], { kind: 'relay' }>): Promise<Result<string | null, ImportTrouble>> {
  if (tokenFile === null) return ok(token)
  try {
    return ok((await readFile(tokenFile, 'utf8')).trim())
  } catch (error) {
    return fail({ name: 'token-unreadable', message: `${tokenFile} cannot be read (${String(error)}).` })
  }
}
