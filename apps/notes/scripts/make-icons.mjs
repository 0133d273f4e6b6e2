// Draws the PNG icons from public/icon.svg with a headless Chromium; run by hand when the drawing changes.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../public/', import.meta.url))
const drawing = readFileSync(join(folder, 'icon.svg'), 'utf8')
/** Without its round corners, and smaller: what a system cuts away may be a fifth at each side. */
const maskable = drawing
  .replace(' rx="112"', '')
  .replace('<g fill', '<g transform="translate(256 256) scale(.76) translate(-256 -256)" fill')
/** Apple cuts the corners itself. */
const square = drawing.replace(' rx="112"', '')

const icons = [
  ['icon-180.png', 180, square],
  ['icon-192.png', 192, drawing],
  ['icon-512.png', 512, drawing],
  ['icon-maskable-512.png', 512, maskable]
]

const work = mkdtempSync(join(tmpdir(), 'icons-'))
for (const [name, size, svg] of icons) {
  const page = join(work, 'icon.html')
  const sized = svg.replace('<svg ', `<svg width="${size}" height="${size}" style="display:block" `)
  writeFileSync(page, `<body style="margin:0;background:transparent">${sized}</body>`)
  execFileSync(process.env.WEFT_CHROMIUM ?? '/usr/bin/chromium', [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
    '--default-background-color=00000000',
    `--window-size=${size},${size}`,
    `--screenshot=${join(folder, name)}`,
    `file://${page}`
  ])
}
rmSync(work, { recursive: true })
