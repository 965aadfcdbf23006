import { useFromOutside } from '#lib/canary.ts';
import { scheduled } from '#lib/scheduled.ts';

/** Every minute, where the stage's setting `canary` is on. No route: resources/canary.yml calls it. */
export const handler = scheduled(useFromOutside);
