// The source port: what an import needs of what another server has written.

export const sourceFormats = ['y-leveldb', 'hocuspocus-sqlite', 'bin'] as const
export type SourceFormat = (typeof sourceFormats)[number]

export interface ImportSource {
  readonly format: SourceFormat
  /** By name. None is read yet. */
  readonly documents: readonly SourceDocument[]
  /** What of the source as a whole could not be read, in words; such documents may not be in the list at all. */
  readonly losses: readonly string[]
  /** Idempotent. */
  close(): Promise<void>
}

export interface SourceDocument {
  /** As the other server calls it. */
  readonly name: string
  /** The updates that it consists of, in any order. Rejects with SourceError. */
  read(): Promise<readonly Uint8Array[]>
}

export type SourceErrorCode =
  | 'source-not-found'
  | 'source-not-recognised'
  /** The server that it belongs to runs. */
  | 'source-in-use'
  | 'source-damaged'
  /** The system or the database does not let us. */
  | 'source-unreadable'
  /** No room for the copy that is read. */
  | 'copy-failed'
  | 'update-too-large'

/** Of the source as a whole when opening, of one document when reading it. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly code: SourceErrorCode

  constructor(code: SourceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Bytes of the updates of one document that are read into memory at once. Merged it may have 8 MiB. */
export const mostUpdateBytes = 256 * 1024 * 1024

export const tooManyBytes = (): SourceError =>
  new SourceError(
    'update-too-large',
    `its updates have more than ${mostUpdateBytes} bytes before they are merged`
  )

/** What the system said, by its code where it has one. */
export const systemReason = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error))

export const byName = (one: SourceDocument, other: SourceDocument): number =>
  one.name < other.name ? -1 : one.name > other.name ? 1 : 0

/** For a path that cannot be looked at. */
export function unreachable(path: string, error: unknown): SourceError {
  const reason = systemReason(error)
  if (reason === 'ENOENT') return new SourceError('source-not-found', `${path} is not there.`)
  return new SourceError('source-unreadable', `${path} cannot be read (${reason}).`, { cause: error })
}
