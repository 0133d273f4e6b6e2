#!/usr/bin/env node
// The `weft` command as the shell finds it: hands over to the built program, and says so when there is none.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = new URL('../dist/main.js', import.meta.url)

if (existsSync(fileURLToPath(main))) {
  await import(main.href)
} else {
  process.stderr.write(
    'weft: the command is not built yet.\n' +
      'In a clone of the repository, run `npm start` (which builds what it needs) or `npm run build`.\n'
  )
  process.exitCode = 1
}
