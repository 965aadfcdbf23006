import { scheduled } from '#lib/platform/scheduled.ts';
import { useFromOutside } from '#lib/system/canary.ts';

/** Called every minute by resources/canary.yml where the stage's setting `canary` is on. */
export const handler = scheduled(useFromOutside);
