/**
 * Replaces the part of @smithy/core that reads settings from ~/.aws/config, which does not exist on Lambda, and which every first
 * request would look for. Environment variables come before it, defaults after it.
 */
export const fromSharedConfigFiles = () => async () => {
  throw Object.assign(new Error('Bundled functions read AWS settings from the environment only'), {
    tryNextLink: true,
  });
};
