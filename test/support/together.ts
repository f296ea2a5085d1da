/**
 * Work that many tests need, done at once: each test names its case while its file is read, and the first that asks has
 * all of them worked out in one run. A stage plans its SQL anew for every run, which takes longer than its rows do.
 *
 * @param run works out all cases, results in the order of the cases
 */
export function together<Case, Result>(
  run: (cases: readonly Case[]) => Promise<Result[]>,
): (one: Case) => () => Promise<Result> {
  const cases: Case[] = []
  let running: Promise<Result[]> | undefined
  return (one) => {
    if (running !== undefined) throw new Error('the run has begun: name every case while the file is read')
    const place = cases.push(one) - 1
    return async () => {
      running ??= run(cases)
      return (await running)[place]!
    }
  }
}
