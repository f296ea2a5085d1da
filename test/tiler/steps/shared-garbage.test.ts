import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { SharedGarbage } from '../../../pipeline/tiler/steps/shared-garbage.ts'

/** Whether memory that nothing refers to is gone after so many bytes are told to be let go of. */
async function isGivenBack(...bytes: number[]): Promise<boolean> {
  const words = new WeakRef(new Uint32Array(new SharedArrayBuffer(4096)))
  // What was made in this turn is kept until its end.
  await setImmediate()
  const garbage = new SharedGarbage()
  for (const some of bytes) garbage.add(some)
  await setImmediate()
  return words.deref() === undefined
}

it('gives shared memory back once it is worth the time, little by little too', async () => {
  expect(await isGivenBack(40 << 20)).toBe(true)
  expect(await isGivenBack(20 << 20, 20 << 20)).toBe(true)
  expect(await isGivenBack(1 << 20, 2 << 20)).toBe(false)
})
