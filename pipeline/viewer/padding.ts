/** CSS pixels at the sides of the map that are covered. */
export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}

/** Least share of the map that is left between the cards: with less nothing can be fitted at all. */
const LEAST_ROOM = 0.1

/** Paddings made smaller, in proportion, where they would leave no room between them. */
export function withRoom({ width, height }: { width: number; height: number }, padding: Padding): Padding {
  const most = 1 - LEAST_ROOM
  const across = Math.min(1, (width * most) / (padding.left + padding.right || 1))
  const along = Math.min(1, (height * most) / (padding.top + padding.bottom || 1))
  return {
    top: padding.top * along,
    right: padding.right * across,
    bottom: padding.bottom * along,
    left: padding.left * across,
  }
}

/** What is covered, and besides it the room that what is fitted keeps from it. */
export function withMargin(covered: Padding, margin: Padding): Padding {
  return {
    top: covered.top + margin.top,
    right: covered.right + margin.right,
    bottom: covered.bottom + margin.bottom,
    left: covered.left + margin.left,
  }
}
