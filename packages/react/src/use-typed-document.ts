// Typed fields over an open document, shared by every component that asks for them.

import type { Device, OpenDocument } from '@weft/client'
import type { DocumentDefinition, Fields, TypedDocument } from '@weft/model'
import { type Given, type Opened, opening, toOpened } from './opened.js'
import { useOpened } from './use-opened.js'

export interface WriterOptions {
  /** Whose edits these are. */
  readonly device: Device
  /** What the app says of the device, for rules and for people, such as "phone". */
  readonly from?: string
  /** Transaction origins of editors whose edits are one's own for undo. Taken from the first that asks. */
  readonly origins?: readonly unknown[]
}

export function useTypedDocument<F extends Fields>(
  document: Given<OpenDocument> | null,
  definition: DocumentDefinition<F>,
  { device, from, origins = [] }: WriterOptions
): Opened<TypedDocument<F>> {
  const given = toOpened(document)
  const owner = given.kind === 'open' ? given.value : null
  const { name, version } = definition.schema
  const open = async (): Promise<TypedDocument<F>> => {
    const author = from === undefined ? { device: device.id } : { device: device.id, from }
    return definition.bind((owner as OpenDocument).ydoc, { author, time: device.time, origins })
  }
  const opened = useOpened(owner, `typed ${name} ${version}`, open)
  if (given.kind === 'failed') return given
  return owner ? opened : opening
}
