// Why another database could not be read as a whole.

/** Nothing was adopted, and the database is as it was. */
export class AdoptionError extends Error {
  override readonly name = 'AdoptionError'
  readonly code:
    | 'database-missing'
    /** It is not one of y-indexeddb 9. */
    | 'database-foreign'
    /** A record among its updates is not one; the others alone may not be the whole document. */
    | 'record-damaged'
  /** The key of the damaged record in the table `updates`. */
  readonly record: IDBValidKey | undefined

  constructor(
    code: AdoptionError['code'],
    message: string,
    options?: ErrorOptions & { record?: IDBValidKey }
  ) {
    super(message, options)
    this.code = code
    this.record = options?.record
  }
}
