// Hocuspocus in a process of its own. Given a file, it stores as its SQLite extension does: a row a document, written anew.

import { Database as DatabaseExtension } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'
import Database from 'libsql'

const [file] = process.argv.slice(2)

function sqlite(path: string): DatabaseExtension {
  const database = new Database(path)
  database.exec('CREATE TABLE IF NOT EXISTS documents (name TEXT NOT NULL UNIQUE, data BLOB NOT NULL)')
  const select = database.prepare('SELECT data FROM documents WHERE name = ?')
  const upsert = database.prepare(
    'INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET data = excluded.data'
  )
  return new DatabaseExtension({
    fetch: async ({ documentName }) =>
      (select.get(documentName) as { data: Buffer } | undefined)?.data ?? null,
    store: async ({ documentName, state }) => void upsert.run(documentName, state)
  })
}

const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  extensions: file === undefined ? [] : [sqlite(file)]
})
await server.listen(0)
process.stdout.write(`listening on http://127.0.0.1:${server.address.port}\n`)
