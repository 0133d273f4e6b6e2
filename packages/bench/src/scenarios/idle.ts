// Connections on which nothing happens.

import { startReaders } from '../clients/readers.js'
import { memoryOf } from '../run/process-cost.js'
import { passed, type Scenario, scaled } from './scenario.js'

export const idle: Scenario = {
  name: 'idle',
  title: '10,000 clients of 1,000 documents, each in a space of its own, that do nothing',
  figures: { each: { unit: 'KB a connection', better: 'less', digits: 1 } },
  suits: () => true,
  run: async (world) => {
    const { server, scope, folder } = world
    const { url, pid } = await server.start(scope, folder)
    await passed(1_000)
    const { rssBytes: before } = await memoryOf(pid)
    const clients = scaled(10_000, world, 'devices')
    const rooms = scaled(1_000, world, 'devices')
    const readers = startReaders(scope, {
      ...{ dialect: server.dialect, url, document: 'n', rooms },
      ...{ name: 'idle', clients, atOnce: 50 }
    })
    await readers.open
    await passed(3_000)
    return { each: ((await memoryOf(pid)).rssBytes - before) / 1024 / clients }
  }
}
