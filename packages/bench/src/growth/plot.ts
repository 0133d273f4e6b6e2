// Small plots side by side, one for each figure, as an SVG that is read on light and on dark ground.

import type { Grown } from './measure.js'

const columns = 3
const panel = { width: 300, height: 225, left: 14, right: 40, top: 58, bottom: 55 } as const
const colors = ['#2f7fd0', '#8a8f98', '#c77d1e'] as const

/** The first of the servers is drawn last and in the first color. Values are written at the points. */
export function plot(grown: readonly Grown[]): string {
  const panels = groupBy(grown, ({ scenario, figure }) => `${scenario} ${figure}`)
  const rows = Math.ceil(panels.length / columns)
  const servers = [...new Set(grown.map(({ server }) => server))]
  const width = columns * panel.width
  const height = rows * panel.height + 30
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="11">`,
    `<title>${escaped(servers.join(' and '))} at one, ten and a hundred times of documents, devices and history</title>`,
    '<style>text{fill:#24292f}.dim{fill:#6b7280}.axis{stroke:#9aa1ab}@media (prefers-color-scheme:dark){text{fill:#e6e8eb}.dim{fill:#9aa1ab}}</style>',
    ...servers.map((server, index) => legend(server, index)),
    ...panels.map((lines, index) => {
      const x = (index % columns) * panel.width
      const y = 30 + Math.floor(index / columns) * panel.height
      return `<g transform="translate(${x} ${y})">${drawPanel(lines, servers)}</g>`
    }),
    '</svg>',
    ''
  ].join('\n')
}

function legend(server: string, index: number): string {
  const x = panel.left + index * 150
  return `<g><circle cx="${x + 4}" cy="14" r="4" fill="${colorOf(index)}"/><text x="${x + 14}" y="18">${escaped(server)}</text></g>`
}

function drawPanel(lines: readonly Grown[], servers: readonly string[]): string {
  const [first] = lines
  if (!first) return ''
  const sizes = first.points.map(([size]) => size)
  const most = Math.max(...lines.flatMap(({ points }) => points.map(([, value]) => value)), Number.MIN_VALUE)
  const inner = panel.width - panel.left - panel.right - 20
  const xOf = (index: number): number => panel.left + 20 + (index * inner) / Math.max(1, sizes.length - 1)
  const base = panel.height - panel.bottom
  const yOf = (value: number): number => base - (value / most) * (base - panel.top)
  const ticks = sizes.map(
    (size, index) =>
      `<text class="dim" x="${xOf(index)}" y="${base + 26}" text-anchor="middle">${size.toLocaleString('en')}</text>`
  )
  /** Below its point, where another value has the place above. */
  const isLowest = (size: number, value: number): boolean =>
    lines.some(({ points }) => points.some(([at, other]) => at === size && other > value))
  const drawn = [...lines]
    .sort((a, b) => servers.indexOf(b.server) - servers.indexOf(a.server))
    .map(({ server, points }) => {
      const color = colorOf(servers.indexOf(server))
      const path = points.map(([, value], index) => `${xOf(index)},${yOf(value).toFixed(1)}`).join(' ')
      const marks = points.map(
        ([size, value], index) =>
          `<circle cx="${xOf(index)}" cy="${yOf(value).toFixed(1)}" r="3" fill="${color}"/><text x="${xOf(index)}" y="${(yOf(value) + (isLowest(size, value) ? 15 : -6)).toFixed(1)}" text-anchor="middle" style="fill:${color}">${short(value)}</text>`
      )
      return `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="1.6"/>${marks.join('')}`
    })
  return [
    `<text x="${panel.left}" y="16" font-weight="600">${escaped(first.scenario)}</text>`,
    `<text class="dim" x="${panel.left}" y="31">${escaped(first.figureUnit)}</text>`,
    `<line class="axis" x1="${panel.left}" y1="${base}" x2="${panel.width - panel.right + 10}" y2="${base}"/>`,
    ...ticks,
    `<text class="dim" x="${panel.left}" y="${base + 41}">${escaped(first.unit)}</text>`,
    ...drawn
  ].join('')
}

const colorOf = (index: number): string => colors[index % colors.length] ?? colors[0]

/** Three figures are enough to read. */
function short(value: number): string {
  if (value >= 1_000_000) return `${Number((value / 1_000_000).toPrecision(3))}M`
  if (value >= 10_000) return `${Number((value / 1_000).toPrecision(3))}k`
  const rounded = Number(value.toPrecision(value >= 100 ? 3 : 2))
  return rounded >= 1_000 ? rounded.toLocaleString('en') : String(rounded)
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? []
    groups.set(keyOf(item), group)
    group.push(item)
  }
  return [...groups.values()]
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
