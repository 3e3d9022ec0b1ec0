/** False when the program is to stop. */
export function pause(ms: number, stop: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve(false);
    const end = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      stop.removeEventListener('abort', end);
      resolve(true);
    }, ms);
    stop.addEventListener('abort', end, { once: true });
  });
}
