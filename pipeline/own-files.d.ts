import type { Stats } from 'node:fs'

/**
 * Whether a file or folder is this user's, or root's, who may change the program itself, and no group nor others may write
 * it; always where the system does not tell of users.
 */
export function isOursAlone(stats: Pick<Stats, 'uid' | 'mode'>, user?: number): boolean

/** @throws Error where it is not {@link isOursAlone} */
export function holdOursAlone(path: string, stats: Pick<Stats, 'uid' | 'mode'>): void

/** Rights of what we keep: what root keeps, as in the image of a container, others may take. */
export function keptRights(user?: number): { folder: number; file: number }

/**
 * Makes a folder in which nobody else may write.
 * @throws Error where it cannot be made, or stays open to others, as where a file system keeps no rights
 */
export function makeOwnFolder(folder: string): void
