import { attempt } from './attempt.ts'
import { HOSTILE_FILES, PLANTED_FILES } from './hostile-files.ts'

/** Tries the files that it is told of, one after the other, and answers with what became of each. */
process.on('message', async ({ number, folder }: { number: number; folder: string }) => {
  process.send!(await attempt([...HOSTILE_FILES, ...PLANTED_FILES][number]!, folder))
})
process.send!('ready')
