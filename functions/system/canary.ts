import { scheduled } from '#lib/platform/scheduled.ts';
import { useFromOutside } from '#lib/system/canary.ts';

/** Every minute, where the stage's setting `canary` is on. No route: resources/canary.yml calls it. */
export const handler = scheduled(useFromOutside);
