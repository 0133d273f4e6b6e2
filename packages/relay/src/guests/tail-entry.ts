// An entry of a document, as guests are sent it.

export interface TailEntry {
  readonly position: number
  readonly update: Uint8Array
}
