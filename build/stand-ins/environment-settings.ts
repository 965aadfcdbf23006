/**
 * For the part of @smithy/core that looks settings up in ~/.aws/config: on Lambda there is none, and every first request would
 * look for it. The environment was asked before this; the setting's default comes after, where it has one.
 */
export const fromSharedConfigFiles = () => async () => {
  throw Object.assign(new Error('Bundled functions read AWS settings from the environment only'), {
    tryNextLink: true,
  });
};
