// A Weft device: what its status says is on the relay is what its screen would show as sent.
import { openDevice, webSocketTransport } from '@weft/client'
import { sqliteStores } from '@weft/store-sqlite'
import WebSocket from 'ws'

export async function openWeftClient({ url, space: spaceName, document, name, folder, own, say }) {
  const device = await openDevice({
    stores: sqliteStores({ folder }),
    name,
    relay: { url },
    transport: webSocketTransport(WebSocket)
  })
  const space = await device.openSpace(spaceName)
  const { ydoc } = await space.openDocument(document)
  const status = space.documentStatus(document)
  status.subscribe(() => {
    if (status.get().relayed) own.kept(() => true)
  })
  space.setAside.subscribe((items) => {
    for (const { reason } of items) say('refused', reason)
  })
  ydoc.on('update', (_, ...event) => {
    const before = own.last
    own.note(...event)
    const { last } = own
    if (last > before) space.flush().then(() => own.saved(last), fail)
  })
  let commands = Promise.resolve()
  const next = (command) => {
    commands = commands.then(command).catch(fail)
  }
  return {
    ydoc,
    connect: () =>
      next(async () => {
        if (device.relay.get() === null) await device.connect({ url })
        device.retry()
      }),
    disconnect: () => next(() => device.disconnect()),
    shown: () => {
      const { kind, counts } = space.status.get()
      return { kind, waiting: counts.waiting, unsaved: counts.unsaved, isRelayed: status.get().relayed }
    }
  }
}

function fail(error) {
  console.error(error)
  process.exit(1)
}
