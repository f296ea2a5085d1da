import { attempt } from './attempt.ts'
import { HOSTILE_FILES, PLANTED_FILES } from './hostile-files.ts'

export interface Task {
  /** Among all files. */
  number: number
  folder: string
}

/** Tries the files that it is told of, one after the other, and answers with what became of each; asked nothing, it is ready. */
process.on('message', async (task: Task | null) => {
  if (task === null) process.send!('ready')
  else process.send!(await attempt([...HOSTILE_FILES, ...PLANTED_FILES][task.number]!, task.folder))
})
