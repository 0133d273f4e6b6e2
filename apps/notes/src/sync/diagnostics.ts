// What a person may send to someone who helps: counts, states, ids and versions. No text, no title, no secret.

import type { Device, Space } from '@weft/client'

const newestLines = 200

export async function diagnostics(device: Device, space: Space<unknown>): Promise<string> {
  const relay = device.relay.get()
  const documents = space.documents.get()
  const facts = {
    app: { name: 'weft-notes', version: __APP_VERSION__ },
    time: new Date().toISOString(),
    browser: navigator.userAgent,
    language: navigator.language,
    online: navigator.onLine,
    worker: navigator.serviceWorker?.controller ? 'active' : 'none',
    storage: { kept: space.persistence.get(), ...(await navigator.storage?.estimate?.().catch(() => ({}))) },
    device: {
      id: device.id,
      relay: relay?.url ?? null,
      hasSecret: Boolean(relay?.token),
      link: device.link.get()
    },
    space: {
      name: space.name,
      documents: documents.length,
      withoutSummary: documents.filter(({ summary }) => summary === null).length,
      status: space.status.get(),
      setAside: space.setAside.get()
    },
    // Names are a person's own words, so they stay here; ids tell the rows apart.
    devices: space.devices.get().map(({ name: _name, ...rest }) => rest),
    log: await space.journal(newestLines)
  }
  return JSON.stringify(facts, null, 2)
}
