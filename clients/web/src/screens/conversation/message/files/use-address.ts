import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { chat } from '../../../../app/client.ts';

interface Address {
  /** undefined until the element is near the screen and its address is fetched */
  url: string | undefined;
  /** it cannot be loaded, also from a new address */
  isBroken: boolean;
  /** for the element's `error` event */
  onError: () => void;
}

/** An error with an older address is that it has expired. */
const RENEWALS = 1;
const NEAR = '400px';

/** The address of a file, fetched when an element comes near the screen, and again when it has expired. */
export function useAddress(id: string, element: { current: Element | null }): Address {
  const [url, setUrl] = useState<string>();
  const [isBroken, setBroken] = useState(false);
  const renewals = useRef(0);
  const isThere = useRef(true);
  const load = useCallback(
    async (isFresh: boolean) => {
      try {
        const found = await chat.attachments.urlOf(id, { isFresh });
        if (isThere.current) setUrl(found);
      } catch {
        if (isThere.current) setBroken(true);
      }
    },
    [id],
  );
  useEffect(() => {
    isThere.current = true;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        void load(false);
      },
      { rootMargin: NEAR },
    );
    if (element.current) observer.observe(element.current);
    return () => {
      isThere.current = false;
      observer.disconnect();
    };
  }, [load]);
  const onError = () => {
    if (renewals.current++ >= RENEWALS) return setBroken(true);
    // An address of the same second is the same, and an element does not load again what it has.
    setUrl(undefined);
    void load(true);
  };
  return { url, isBroken, onError };
}
