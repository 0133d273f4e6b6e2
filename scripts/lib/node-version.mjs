// Refuses a Node that is too old, before anything else can fail in a less clear way.
const oldest = [20, 19]

/** Ends the process with a message when this Node is too old. Uses nothing that an old Node lacks. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return
  process.stderr.write(
    `Weft needs Node ${oldest.join('.')} or newer; this is Node ${process.versions.node}.\n` +
      'Install a newer one from nodejs.org or with your version manager, then run the command again.\n'
  )
  process.exit(1)
}
