import { afterEach, expect, it, vi } from 'vitest'
import { whenEnding } from '../pipeline/ending.ts'

/** What listens in this process beside, which must not be told of a signal that is made up. */
function alone(): () => void {
  const others = process.rawListeners('SIGINT') as NodeJS.SignalsListener[]
  process.removeAllListeners('SIGINT')
  return () => {
    process.removeAllListeners('SIGINT')
    for (const other of others) process.on('SIGINT', other)
  }
}

afterEach(() => void vi.restoreAllMocks())

it('does all that was asked for, the last first, and lets the signal take its course once', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
  const done: string[] = []
  const restore = alone()
  try {
    whenEnding(() => done.push('first'))
    whenEnding(() => {
      done.push('second')
      throw new Error('refused')
    })
    whenEnding(() => done.push('taken back'))()
    process.emit('SIGINT', 'SIGINT')
    expect(done).toEqual(['second', 'first'])
    expect(kill.mock.calls.filter(([, signal]) => signal !== 0)).toEqual([[process.pid, 'SIGINT']])
    expect(process.listenerCount('SIGINT')).toBe(0)
  } finally {
    restore()
  }
})

it('listens anew where all who listened were taken away while something was asked for', () => {
  vi.spyOn(process, 'kill').mockReturnValue(true)
  const done: string[] = []
  whenEnding(() => done.push('before'))
  const restore = alone()
  try {
    whenEnding(() => done.push('after'))
    process.emit('SIGINT', 'SIGINT')
    expect(done).toEqual(['after', 'before'])
  } finally {
    restore()
  }
})
