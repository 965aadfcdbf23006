import { Button } from '../../components/button/Button.tsx';
import { isApplePhone, isInstalled } from '../../state/device.ts';
import { installPrompt } from '../../state/install-prompt.ts';

/** Only where this browser can install the app, or the user can do it by hand. */
export function InstallRow() {
  const prompt = installPrompt.value;
  if (isInstalled() || !(prompt || isApplePhone())) return null;
  const install = async () => {
    // A prompt can be shown once; the browser sends another one later.
    installPrompt.value = undefined;
    await prompt?.prompt().catch(() => {});
  };
  return (
    <>
      <h2 class="settings-heading">CoreChat as an app</h2>
      {prompt ? (
        <>
          <p>CoreChat opens in its own window. Its icon shows how many conversations are unread.</p>
          <div class="form-actions">
            <Button onClick={() => void install()}>Install</Button>
          </div>
        </>
      ) : (
        <p>Tap Share in Safari, then “Add to Home Screen”.</p>
      )}
    </>
  );
}
