// Refuses by name what a front door cannot be opened with, before anything is touched.

import { isSpaceId } from '@weft/protocol'
import * as Y from 'yjs'
import { DeviceError } from '../device/device.js'
import { assertTransport, platformTransport, toStored } from '../device/reach.js'
import { assertDocumentId, DocumentError } from '../document/document.js'
import type { WeftProviderOptions } from './provider.js'
import { assertSameRelay } from './shared-spaces.js'

/** Throws DeviceError or DocumentError. */
export function checkOptions(options: WeftProviderOptions): void {
  assertShape(options)
  const { space, document, doc, url } = options
  if (!isSpaceId(space)) throw new DeviceError('id-invalid', `not a space id: ${JSON.stringify(space)}`)
  assertDocumentId(document)
  // A Y.Doc of a second copy of Yjs looks the same and breaks silently.
  if (!(doc instanceof Y.Doc)) {
    throw new DocumentError('doc-invalid', 'doc is no Y.Doc of the copy of Yjs that @weft/client uses')
  }
  if (doc.isDestroyed) throw new DocumentError('doc-invalid', 'the Y.Doc is destroyed')
  toStored({ url })
  if (options.connect !== false) assertTransport(options.transport ?? platformTransport())
  assertSameRelay(options)
}

/** Other providers take their arguments one by one; an untyped page may hand those in, or leave one out. */
function assertShape(options: Partial<WeftProviderOptions> | null | undefined): void {
  const takes = 'WeftProvider takes one object: { stores, url, space, document, doc }'
  if (typeof options !== 'object' || options === null) throw new DeviceError('options-invalid', takes)
  const { stores, url, space, document } = options
  if (typeof stores?.open !== 'function') {
    throw new DeviceError(
      'options-invalid',
      `${takes}; stores is no store provider, such as indexeddbStores()`
    )
  }
  for (const [name, value] of Object.entries({ url, space, document })) {
    if (typeof value === 'string') continue
    throw new DeviceError('options-invalid', `${takes}; ${name} is no text`)
  }
}
