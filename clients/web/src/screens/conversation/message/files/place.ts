/** The place of a picture or film in a message. */

const MOST_PX = 320;
const LEAST_PX = 96;
/** For files that do not say how large they are. */
const UNKNOWN = { Width: 320, Height: 180 };

/** Beyond these a picture is cut in its message; the viewer shows it whole. */
const clamped = (value: number): number => Math.min(MOST_PX, Math.max(LEAST_PX, Math.round(value)));

/** @returns a style: the width, which a narrow screen makes smaller, and the ratio that the height comes from */
export function placeOf({ Width, Height }: { Width?: number | undefined; Height?: number | undefined }) {
  const { Width: width, Height: height } = Width && Height ? { Width, Height } : UNKNOWN;
  const scale = Math.min(1, MOST_PX / Math.max(width, height));
  const [across, down] = [clamped(width * scale), clamped(height * scale)];
  return { inlineSize: `${across}px`, aspectRatio: `${across} / ${down}` };
}
