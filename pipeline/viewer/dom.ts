export type Child = Node | string | null | undefined | false

interface Options {
  class?: string
  attrs?: Record<string, string>
  on?: Record<string, (event: Event) => void>
}

/** An HTML element; strings become text nodes, so no data is ever read as markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: Options | string = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  fill(node, typeof options === 'string' ? { class: options } : options, children)
  return node
}

/** An SVG element, otherwise as {@link el}. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attrs: Record<string, string | number> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag)
  const texts = Object.fromEntries(Object.entries(attrs).map(([name, value]) => [name, String(value)]))
  fill(node, { attrs: texts }, children)
  return node
}

function fill(node: Element, options: Options, children: Child[]): void {
  if (options.class) node.setAttribute('class', options.class)
  for (const [name, value] of Object.entries(options.attrs ?? {})) node.setAttribute(name, value)
  for (const [name, listener] of Object.entries(options.on ?? {})) node.addEventListener(name, listener)
  for (const child of children) if (child) node.append(child)
}

/** Icons are drawn, not typed, so that they look the same with every font. Paths are on a 20 x 20 grid. */
const ICONS = {
  close: 'M5 5l10 10M15 5L5 15',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  all: 'M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4',
  link: 'M8.5 11.5l3-3M7.5 8.5L5 11a2.8 2.8 0 004 4l2.5-2.5M12.500 11.500L15 9a2.800 2.800 0 00-4-4L8.500 7.500',
  report: 'M5 3h7l3 3v11H5zM8 9h4M8 12h4',
  data: 'M10 3v9M6 9l4 4 4-4M4 16h12',
  left: 'M12 4l-6 6 6 6',
  right: 'M8 4l6 6-6 6',
  up: 'M4 12l6-6 6 6',
  down: 'M4 8l6 6 6-6',
  search: 'M9 3.500a5.500 5.500 0 100 11 5.500 5.500 0 000-11M13 13l4 4',
  print: 'M6 7V3h8v4M6 13H4V7h12v6h-2M6 11h8v6H6z',
  picture: 'M3 4h14v12H3zM3 14l4-4 3 3 3-4 4 5M7 7.500h.01',
  send: 'M17 3L3 9l5 2.500L17 3zM8 11.500l2 5.500L17 3',
  compare: 'M10 3v14M7 6l-4 4 4 4M13 6l4 4-4 4',
  menu: 'M3 5h14M3 10h14M3 15h14',
  list: 'M7 5h10M7 10h10M7 15h10M3 5h.01M3 10h.01M3 15h.01',
} as const

export type Icon = keyof typeof ICONS

export function icon(name: Icon): SVGSVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 20 20', width: 20, height: 20, 'aria-hidden': 'true', class: 'icon' },
    svg('path', { d: ICONS[name] }),
  )
}

export function button(
  label: string,
  content: Icon | Child[],
  onClick: () => void,
  className = 'button',
): HTMLButtonElement {
  const node = el('button', { class: className, attrs: { type: 'button' }, on: { click: onClick } })
  if (typeof content === 'string') {
    node.append(icon(content))
    node.setAttribute('aria-label', label)
    node.title = label
  } else {
    for (const child of content) if (child) node.append(child)
  }
  return node
}
