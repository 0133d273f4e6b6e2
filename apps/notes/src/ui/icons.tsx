// The app's icons: 20 by 20, drawn with lines in the colour of the text around them. Never the only label.

import type { ReactNode } from 'react'

const paths = {
  add: <path d="M10 4v12M4 10h12" />,
  back: <path d="M12 4.5 6.5 10l5.5 5.5" />,
  close: <path d="m5 5 10 10M15 5 5 15" />,
  search: (
    <>
      <circle cx="9" cy="9" r="5" />
      <path d="m13 13 3.5 3.5" />
    </>
  ),
  menu: <path d="M3.5 6h13M3.5 10h13M3.5 14h13" />,
  more: (
    <>
      <circle cx="4.5" cy="10" r=".9" fill="currentColor" />
      <circle cx="10" cy="10" r=".9" fill="currentColor" />
      <circle cx="15.5" cy="10" r=".9" fill="currentColor" />
    </>
  ),
  write: (
    <>
      <path d="M10.5 4H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2V9.5" />
      <path d="m8.5 11.5.5-2.3 6.3-6.2 1.7 1.7-6.2 6.3z" />
    </>
  ),
  bin: (
    <>
      <path d="M4 5.5h12M8 5.5V4h4v1.5M5.5 5.5l.7 10.5h7.6l.7-10.5" />
      <path d="M8.4 8.5v4.6M11.6 8.5v4.6" />
    </>
  ),
  check: <path d="m4.5 10.5 3.5 3.5 7.5-8" />,
  good: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="m6.8 10.2 2.3 2.3 4.2-4.7" />
    </>
  ),
  busy: (
    <>
      <path d="M15.8 8A6.2 6.2 0 0 0 4.6 6.8M4.2 12a6.2 6.2 0 0 0 11.2 1.2" />
      <path d="M4.4 3.6v3.5h3.5M15.6 16.4v-3.5h-3.5" />
    </>
  ),
  wait: (
    <>
      <circle cx="10" cy="10" r="7" strokeDasharray="3 2.5" />
      <path d="M10 6.3V10l2.4 1.6" />
    </>
  ),
  failed: (
    <>
      <path d="M10 3.2 17.6 16.4H2.4z" />
      <path d="M10 8v4" />
      <circle cx="10" cy="14.2" r=".6" fill="currentColor" />
    </>
  ),
  alarm: (
    <>
      <path d="M7 2.8h6L17.2 7v6L13 17.2H7L2.8 13V7z" />
      <path d="M10 6.4v4.4" />
      <circle cx="10" cy="13.4" r=".6" fill="currentColor" />
    </>
  ),
  relay: (
    <>
      <rect x="3.5" y="4" width="13" height="5" rx="1.2" />
      <rect x="3.5" y="11" width="13" height="5" rx="1.2" />
      <path d="M6.3 6.5h.01M6.3 13.5h.01M9.5 6.5h4M9.5 13.5h4" />
    </>
  ),
  network: (
    <>
      <path d="M2.8 8.2a10.4 10.4 0 0 1 14.4 0M5.3 11a6.8 6.8 0 0 1 9.4 0M7.8 13.6a3.2 3.2 0 0 1 4.4 0" />
      <circle cx="10" cy="15.8" r=".6" fill="currentColor" />
    </>
  ),
  laptop: (
    <>
      <rect x="4.5" y="4.5" width="11" height="8" rx="1.2" />
      <path d="M2.5 15.5h15" />
    </>
  ),
  phone: (
    <>
      <rect x="6" y="2.8" width="8" height="14.4" rx="1.6" />
      <path d="M9 14.8h2" />
    </>
  ),
  tablet: (
    <>
      <rect x="4.5" y="3" width="11" height="14" rx="1.6" />
      <path d="M9 14.8h2" />
    </>
  ),
  script: (
    <>
      <rect x="3" y="4" width="14" height="12" rx="1.6" />
      <path d="m6 8 2.2 2L6 12M10 12.5h3.5" />
    </>
  ),
  pencil: <path d="m4.5 15.5.7-3L13 4.7a1.4 1.4 0 0 1 2 0l.3.3a1.4 1.4 0 0 1 0 2L7.5 14.8z" />,
  download: <path d="M10 3.5v9M6.5 9.5 10 13l3.5-3.5M4 16.5h12" />,
  fork: <path d="M10 17v-5L5.2 7.4V3M10 12l4.8-4.6V3M3 5.2 5.2 3l2.2 2.2M12.6 5.2 14.8 3 17 5.2" />,
  log: <path d="M4 5.5h1M8 5.5h8M4 10h1M8 10h8M4 14.5h1M8 14.5h8" />,
  copy: (
    <>
      <rect x="7" y="7" width="9.5" height="9.5" rx="1.6" />
      <path d="M13 7V5a1.5 1.5 0 0 0-1.5-1.5H5A1.5 1.5 0 0 0 3.5 5v6.5A1.5 1.5 0 0 0 5 13h2" />
    </>
  ),
  storage: (
    <>
      <ellipse cx="10" cy="5.5" rx="6" ry="2.3" />
      <path d="M4 5.5v9c0 1.3 2.7 2.3 6 2.3s6-1 6-2.3v-9M4 10c0 1.3 2.7 2.3 6 2.3s6-1 6-2.3" />
    </>
  ),
  keyboard: (
    <>
      <rect x="2.5" y="5" width="15" height="10" rx="1.6" />
      <path d="M5.5 8.3h.01M8.5 8.3h.01M11.5 8.3h.01M14.5 8.3h.01M7 11.8h6" />
    </>
  )
} as const

export type IconName = keyof typeof paths

export function Icon({ name, className }: { name: IconName; className?: string }): ReactNode {
  return (
    <svg
      className={className ? `icon ${className}` : 'icon'}
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {paths[name]}
    </svg>
  )
}
