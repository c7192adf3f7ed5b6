/** Confirmations: one bar a block, the one that is waited for moves. */
export function Blocks({ have, need, label }: { have: number; need: number; label: string }) {
  const bars = Array.from({ length: need }, (_, index) => (index < have ? 'on' : index === have ? 'now' : 'off'));
  return (
    <div
      className="blocks"
      role="progressbar"
      aria-valuemin={0}
      aria-valuenow={Math.min(have, need)}
      aria-valuemax={need}
      aria-label={label}
    >
      {bars.map((bar, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place.
        <i key={index} className={bar} />
      ))}
    </div>
  );
}
