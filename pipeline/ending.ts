const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What is to be done when this process ends, in the order in which it was asked for. */
const cleaners: (() => void)[] = []

/**
 * Runs `clean`, which must not wait, when this process is told to end (Ctrl+C) or exits; what was asked for last comes
 * first. The signal then takes its course.
 * @returns takes the promise back
 */
export function whenEnding(clean: () => void): () => void {
  const mine = () => clean()
  cleaners.push(mine)
  listen()
  return () => {
    const at = cleaners.indexOf(mine)
    if (at < 0) return
    cleaners.splice(at, 1)
    if (cleaners.length === 0) stopListening()
  }
}

/** Whoever took all listeners away meanwhile took ours. */
function listen(): void {
  for (const signal of SIGNALS)
    if (!process.listeners(signal).includes(onSignal)) process.on(signal, onSignal)
  if (!process.listeners('exit').includes(cleanAll)) process.on('exit', cleanAll)
}

function stopListening(): void {
  for (const signal of SIGNALS) process.off(signal, onSignal)
  process.off('exit', cleanAll)
}

function cleanAll(): void {
  stopListening()
  for (const clean of cleaners.splice(0).reverse()) {
    try {
      clean()
    } catch {
      // The others have their turn; the next run removes what stays.
    }
  }
}

function onSignal(signal: NodeJS.Signals): void {
  cleanAll()
  // Listening took the signal: without it nobody else may end this process.
  process.kill(process.pid, signal)
}
