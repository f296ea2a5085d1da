const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs `clean`, which must not wait, when this process is told to end (Ctrl+C) or exits. The signal then takes its course.
 * @returns takes the promise back
 */
export function whenEnding(clean: () => void): () => void {
  const release = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal)
    process.off('exit', clean)
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    release()
    clean()
    // Listening took the signal: without it nobody else may end this process.
    process.kill(process.pid, signal)
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  process.on('exit', clean)
  return release
}
