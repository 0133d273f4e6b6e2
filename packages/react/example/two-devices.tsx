import { openDevice } from '@weft/client'
import { indexeddbStores } from '@weft/indexeddb'
import { useDevice, useDocument, useSpace, useSyncStatus, useTextField } from '@weft/react'

export function Editor({ relay }: { relay: string }) {
  const device = useDevice(() => openDevice({ stores: indexeddbStores(), relay: { url: relay } }))
  const space = useSpace(device, 'demo')
  const page = useDocument(space, 'page')
  const text = useTextField(page)
  const where = useSyncStatus(space, (status) => status.kind)
  if (page.kind === 'failed') return <p>{page.error.message}</p>
  return <textarea ref={text} disabled={page.kind === 'opening'} aria-label={where ?? 'opening'} />
}
