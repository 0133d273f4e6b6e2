// Module hooks that change a module's text as it is loaded: how a bug is planted without a trace in shipped code.
import { fileURLToPath } from 'node:url'

let patches = []

export function initialize(plant) {
  patches = plant.patches
}

export async function load(url, context, next) {
  const loaded = await next(url, context)
  if (!url.startsWith('file:')) return loaded
  const path = fileURLToPath(url).replaceAll('\\', '/')
  const own = patches.filter(({ module }) => path.endsWith(module))
  if (own.length === 0) return loaded
  let source = String(loaded.source)
  for (const { find, put } of own) {
    // A plant that no longer fits its module must not pass for one that nobody finds.
    if (source.split(find).length !== 2) throw new Error(`the plant does not fit ${path}: ${find}`)
    source = source.replace(find, () => put)
  }
  return { ...loaded, source }
}
