import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from '../support/axe.ts'
import { goToHash, stands } from '../support/in-page.ts'
import { screenshot } from '../support/screenshots.ts'
import { tabWalk } from '../support/tab-walk.ts'
import type { Tools } from './tools-page.ts'

/** What readers without a mouse or without sight find. */
export function itIsForEveryone(tools: () => Tools): void {
  let page: Page
  let errors: string[]
  beforeAll(() => {
    ;({ page, errors } = tools())
  })

  describe('for everyone', () => {
    it('finds a violation where there is one', async () => {
      await page.evaluate(
        `document.querySelector('.foot').insertAdjacentHTML('beforeend', '<button id=x></button>')`,
      )
      expect(await violations(page)).toEqual([expect.stringMatching(/^button-name: <button id="x">/)])
      await page.evaluate('document.getElementById("x").remove()')
    })

    it.each([
      ['at first', '#', 800, []],
      ['at first in English', '#lang=en', 800, []],
      ['with a profile and the table open', '#zone=99.01-K04&lang=en', 800, ['list']],
      ['with the files of the release open', '#lang=en', 800, ['data']],
      ['on a phone', '#lang=id', 390, []],
      ['on a phone with a profile', '#zone=99.01-K01&lang=en', 390, []],
    ])('violates nothing %s', async (_state, at, width, opened) => {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 480 })
      await goToHash(page, at)
      for (const key of opened) await page.click(`[data-key=${key}]`)
      expect(await violations(page)).toEqual([])
      if (opened.includes('list')) await page.click('[data-key=close-table]')
      if (opened.includes('data')) await page.keyboard.press('Escape')
    })

    it.each([
      ['at first', '#', []],
      ['with a profile and the table open', '#zone=99.01-K01', ['list']],
      ['while two states are compared', '#compare=2018~2021~50', []],
    ])(
      'is walked through by Tab %s: every control, in its order, with a focus that is seen',
      async (_state, at, opened) => {
        await page.setViewportSize({ width: 800, height: 480 })
        await goToHash(page, at)
        if (at.includes('compare')) await page.locator('.compare-line').waitFor()
        for (const key of opened) await page.click(`[data-key=${key}]`)
        await stands(page)
        if (opened.includes('list')) {
          await page.focus('.row-button')
          await page.keyboard.press('Tab')
          await screenshot(page, 'keyboard-focus')
        }
        const { controls, reached, parts, unseen } = await tabWalk(page)
        expect(controls.length).toBeGreaterThan(15)
        expect(reached).toEqual(controls)
        expect(parts).toEqual([...new Set(parts)])
        expect(unseen).toEqual([])
        if (opened.includes('list')) await page.click('[data-key=close-table]')
      },
    )

    it('never reads data as markup in what is printed, shared or compared', async () => {
      expect(await page.locator('img').count()).toBe(0)
      expect(await page.title()).not.toBe('1')
      expect(errors).toEqual([])
    })
  })
}
