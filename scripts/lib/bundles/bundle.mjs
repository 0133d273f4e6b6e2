// Bundles what an app imports of the built packages, minified, with the bundler that the notes app is built with.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { inRoot } from '../root.mjs'

const entry = inRoot('packages', 'the-app.js')

/** An app has its own. */
const ofTheApp = [/^yjs$/, /^react($|\/)/]
/** In every app with Yjs too, as far as Yjs uses it. */
const lib0 = /^lib0\//

/**
 * `imports` has, by package, the names that the app imports, or '*'. Resolves with the chunks that the app loads at
 * first, and those that it loads `later`, each with `code` and `map`. Yjs and React are never among them.
 */
export async function bundle(imports, { withLib0 }) {
  const { rolldown } = await loadRolldown()
  const build = await rolldown({
    input: entry,
    external: withLib0 ? ofTheApp : [...ofTheApp, lib0],
    platform: 'browser',
    // All that is imported counts as used, and what is loaded later may use what was loaded at first.
    preserveEntrySignatures: 'allow-extension',
    plugins: [
      {
        name: 'the-app',
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? sourceOf(imports) : undefined)
      }
    ]
  })
  const { output } = await build.generate({
    format: 'es',
    minify: true,
    comments: false,
    sourcemap: 'hidden'
  })
  await build.close()
  const chunks = output.filter(({ type }) => type === 'chunk')
  const first = loadedWith(chunks)
  return { first, later: chunks.filter((chunk) => !first.includes(chunk)) }
}

/** It comes with vite, which is no dependency of the root. */
async function loadRolldown() {
  const vite = createRequire(inRoot('apps', 'notes', 'package.json')).resolve('vite')
  return import(pathToFileURL(createRequire(vite).resolve('rolldown')).href)
}

function sourceOf(imports) {
  const lines = Object.entries(imports).map(
    ([name, names]) => `export ${names === '*' ? '*' : `{ ${names.join(', ')} }`} from '${publicFace(name)}'`
  )
  return lines.join('\n')
}

/** "@weft/client" as the file that an app gets for it. */
function publicFace(name) {
  const folder = inRoot('packages', name.replace('@weft/', ''))
  const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  return `${folder}/${exports['.'].default}`
}

/** The entry's chunk, and all that it imports at once. */
function loadedWith(chunks) {
  const found = new Set()
  const visit = (chunk) => {
    if (chunk === undefined || found.has(chunk)) return
    found.add(chunk)
    for (const name of chunk.imports) visit(chunks.find(({ fileName }) => fileName === name))
  }
  visit(chunks.find(({ isEntry }) => isEntry))
  return [...found]
}
