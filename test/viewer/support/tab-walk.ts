import type { Page } from 'playwright-core'

/** What a walk through the page by the Tab key comes upon. */
export interface TabWalk {
  /** Controls a reader sees that can be used, in the order of the document, each by its key or name. */
  controls: string[]
  /** Those of them the walk comes upon, in its order. */
  reached: string[]
  /** Parts of the page in the order the walk enters them. */
  parts: string[]
  /** Where the focus was on something and could not be seen. */
  unseen: string[]
}

/** Presses Tab from the start of the page until it leaves it. The focus must be outlined, and within the window. */
export async function tabWalk(page: Page): Promise<TabWalk> {
  await page.evaluate(BEGIN)
  const count = Number(await page.evaluate('tabWalk.controls.length'))
  // Areas that scroll are stops too where nothing in them is.
  for (let i = 0; i < count + 8; i++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate('tabWalk.look()')) break
  }
  return page.evaluate('tabWalk.end()') as Promise<TabWalk>
}

const BEGIN = `(() => {
  const CONTROLS = 'a[href], button, input, select, textarea, summary, canvas, [tabindex]'
  const PARTS = '.bar, .map, .left, .right, .drawer, .controls, .compare-line, .notices, .foot'
  const isStop = (node) => {
    if (node.tabIndex < 0 || node.disabled || node.closest('[inert]')) return false
    if (!node.checkVisibility({ visibilityProperty: true })) return false
    if (node.type !== 'radio') return true
    const group = [...document.querySelectorAll('input[type=radio]')].filter(({ name }) => name === node.name)
    return node === (group.find(({ checked }) => checked) ?? group[0])
  }
  const baseOf = (node) => node.dataset.key ?? [node.tagName, node.className, node.value].filter(Boolean).join('.')
  const nameOf = (node) => {
    const same = [...document.querySelectorAll(CONTROLS)].filter((other) => baseOf(other) === baseOf(node))
    return same.length > 1 ? baseOf(node) + ' ' + (same.indexOf(node) + 1) : baseOf(node)
  }
  // By name: a card that is drawn anew has new nodes.
  const controls = [...document.querySelectorAll(CONTROLS)].filter(isStop).map(nameOf)
  const isOutlined = (node) => {
    for (const at of [node, node.closest('label'), node.parentElement]) {
      const style = at && getComputedStyle(at)
      if (style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) return true
    }
    return false
  }
  const isInside = (node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect()
    return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
  }
  const [reached, parts, unseen] = [[], [], []]
  document.activeElement?.blur()
  // Where the walk starts from, whatever was clicked before.
  const start = document.createElement('span')
  start.tabIndex = -1
  document.body.prepend(start)
  start.focus()
  globalThis.tabWalk = {
    controls,
    look() {
      const node = document.activeElement
      if (node === null || node === document.body || reached.includes(nameOf(node))) return true
      if (controls.includes(nameOf(node))) reached.push(nameOf(node))
      const part = node.closest(PARTS)
      const name = part === null ? '' : PARTS.split(', ').find((one) => part.matches(one))
      if (parts.at(-1) !== name) parts.push(name)
      if (!isOutlined(node) || !isInside(node)) unseen.push(nameOf(node))
      return false
    },
    end() {
      start.remove()
      delete globalThis.tabWalk
      return { controls, reached, parts, unseen }
    },
  }
})()`
