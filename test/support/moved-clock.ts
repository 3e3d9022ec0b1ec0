/** Loaded into a program of ours before it starts: its clock runs, so many milliseconds ahead as the test last said. */
let aheadMs = Number(process.env['AHEAD_MS'] ?? 0);
const real = Date.now.bind(Date);
Date.now = () => real() + aheadMs;

process.on('message', (said: { aheadMs?: number }) => {
  if (typeof said.aheadMs !== 'number') return;
  aheadMs = said.aheadMs;
  process.send?.({ aheadMs });
});
process.channel?.unref();
process.once('disconnect', () => process.exit(0));
